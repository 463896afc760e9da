"""Names found by any two characters, by initials, by former name, by code."""
