"""The people of a hub: its hosts, who was invited to be one, its members, and who may not book there."""
