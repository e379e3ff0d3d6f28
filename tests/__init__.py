"""Twins of the modules, stories, and second opinions of other programs."""
