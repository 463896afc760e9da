"""The masker in templates."""
