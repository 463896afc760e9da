"""Commands of parties."""
