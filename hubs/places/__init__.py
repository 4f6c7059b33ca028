"""Where people come from: villages, towns and postcodes with their position, and what a typed text means among them."""
