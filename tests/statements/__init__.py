"""Twins of ``archiver.controls``."""
