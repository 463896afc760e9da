"""Moves between states, the statutory clock, and the docket."""
