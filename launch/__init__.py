"""Installs, starts, watches and tests the whole portal from nothing; only Python's own library."""
