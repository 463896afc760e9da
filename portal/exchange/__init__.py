"""Declared spreadsheets: imported whole or not at all, exported in a stream."""
