"""The cast: who plays in the tests."""
