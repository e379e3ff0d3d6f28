"""What accountants derive from the rows: the trial balance, what is owed by age, the taxes summed up, the figures."""
