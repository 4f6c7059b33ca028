"""The pages of an operator's own people: what it is, its VAT, prices, and groups of members. Admins see them too."""
