"""Long work with a progress bar: resumable, cancellable, done once."""
