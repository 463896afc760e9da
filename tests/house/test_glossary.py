"""Sweep 12: the glossary knows every model."""

from tests.house import source


def test_every_model_stands_in_the_glossary():
    text = (source.ROOT / "docs/glossary.md").read_text()
    missing = [model._meta.label for model in source.our_models() if f"`{model._meta.label}`" not in text]
    assert missing == []


def test_the_glossary_names_no_model_that_is_gone():
    text = (source.ROOT / "docs/glossary.md").read_text()
    known = {model._meta.label for model in source.our_models()}
    rows = [line.split("`")[1] for line in text.splitlines() if line.startswith("| `")]
    assert [row for row in rows if row not in known] == []
