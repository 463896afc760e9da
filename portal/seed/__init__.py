"""A small country, a province or a nation, made through the services."""
