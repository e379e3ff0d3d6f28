"""Workbooks that were looked at and agreed: what is written now must be the same, part by part."""
