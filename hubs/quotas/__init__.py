"""Quotas of a hub: how much of a week one member may book there."""
