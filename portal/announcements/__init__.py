"""Public notices, the objections they draw, and their corrections."""
