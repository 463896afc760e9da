"""All SQL of institutions."""
