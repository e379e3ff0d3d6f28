"""GnuCash: books made with its own engine, and books that nobody should have made."""
