"""Files people hand in: hashed, sniffed, kept in private storage."""
