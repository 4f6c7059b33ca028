"""Money online: the one door to Stripe (`gateway`), and the steps of paying, settling, giving back and comparing."""
