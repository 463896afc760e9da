"""Commands and tags of documents."""
