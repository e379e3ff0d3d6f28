"""The cabinet and the bag inside it."""
