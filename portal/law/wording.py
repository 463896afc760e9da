"""Sentences of the rules: marked here for the catalogue, translated where they are shown."""


def _(text: str) -> str:
    """Mark a sentence for the catalogue; rules know no framework, so the page or letter translates it."""
    return text
