"""Declared reports and their schedule."""
