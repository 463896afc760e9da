"""The bases of the API."""
