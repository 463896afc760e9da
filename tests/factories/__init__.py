"""Rows for tests, made as the services make them."""
