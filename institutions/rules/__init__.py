"""Pure rules of clauses 1-3: no framework, no queries."""
