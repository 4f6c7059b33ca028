"""The district's pages: figures, never people."""
