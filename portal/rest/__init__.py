"""The interface for other systems: bases, tokens, the public check; health and metrics."""
