"""Other programs read what we wrote."""
