"""The dated table of figures: what the law fixes, where, from when, and where it says so."""
