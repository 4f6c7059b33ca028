"""Backup and restore: one sealed file, made while the site runs, checked before anything is touched."""
