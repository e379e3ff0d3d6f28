"""The door: vaults, grants, and the ways to link."""
