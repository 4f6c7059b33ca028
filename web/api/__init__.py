"""The JSON API: what it takes and answers."""
