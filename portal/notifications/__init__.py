"""One message per event and person, in the inbox and by mail."""
