"""The district's overview: empty for now."""
