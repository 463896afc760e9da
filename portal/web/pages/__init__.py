"""The portal's own pages, one module each."""
