"""Django's PostgreSQL with a cheaper look at the line, and statements that are planned once."""
