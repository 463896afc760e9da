"""What can be done to the interface's own things."""
