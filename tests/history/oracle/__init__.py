"""The oracle of history: a shop edited at random, and what its archives say of it compared with what was true."""
