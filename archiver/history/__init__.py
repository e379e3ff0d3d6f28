"""What changed between two archives, and the books as they were known on any day: from the cabinets alone."""
