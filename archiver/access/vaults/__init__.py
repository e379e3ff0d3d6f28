"""The kinds of vault."""
