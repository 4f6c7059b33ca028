"""The start page: where something is free, nearest first, and ways out when the wanted hub is not."""
