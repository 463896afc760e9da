"""The bases of the pages, the look, and the public front."""
