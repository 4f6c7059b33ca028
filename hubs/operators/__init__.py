"""Operators: who lets a hub's spaces and takes the money; their taxes and tariffs."""
