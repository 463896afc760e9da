"""What docs/benchmarks.md reports."""
