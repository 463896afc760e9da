"""Clauses 1-3: evaluation and testing institutions, from filing to public announcement."""
