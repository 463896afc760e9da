"""The chapter's pages, one module for each audience."""
