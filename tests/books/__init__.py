"""What every source reads, and what it makes of bad input."""
