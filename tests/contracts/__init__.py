"""What every implementation of a seam must do: one class of tests per seam, inherited by each and by its fake."""
