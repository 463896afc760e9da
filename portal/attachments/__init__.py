"""Evidence files: checked on the way in, kept privately, streamed only to those who may see them."""
