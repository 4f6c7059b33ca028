"""The pages of trainers, who give inductions at a hub and need not be its hosts."""
