"""How one gets in: what hosts tell of doors and lockers, kept encrypted, and the interface to real locks."""
