"""Transcripts of command lines and what they print, in English and in French."""
