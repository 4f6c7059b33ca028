"""Operators (Träger): who lets a hub's spaces and takes the money; their VAT, groups of members, people."""
