"""Pages of the door, by who stands before it."""
