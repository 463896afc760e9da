"""Organisations and persons: the nouns every chapter shares."""
