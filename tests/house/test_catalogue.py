"""Sweep 13: nothing is said to people that is not marked for translation, and nothing marked is without English."""

import ast
import re
from pathlib import Path

import pytest
from django.conf import settings

from portal.web import catalogue
from tests.house import source

FILE = catalogue.file_of(source.ROOT)
CHINESE = re.compile(r"[\u3400-\u9fff]")
#: In templates the marks between words count too; the wide blank is only a blank.
CHINESE_OR_MARK = re.compile(r"[\u3001-\u9fff\uff01-\uff5e]")
PLACEHOLDER = re.compile(r"%\((\w+)\)|(%%)|\{(\w*)\}")
MARKED_IN_TEMPLATES = re.compile(
    r"\{#.*?#\}|\{%\s*comment.*?endcomment\s*%\}|<!--.*?-->"
    r"|\{%\s*blocktrans(?:late)?\b.*?\{%\s*endblocktrans(?:late)?\s*%\}|\{%\s*trans(?:late)?\b.*?%\}"
    r"|_\(\"[^\"]*\"\)",
    re.DOTALL,
)
#: What stays Chinese for every reader, and why; a file that has none left must leave this list.
CHINESE_FOR_EVERYBODY = {
    "institutions/seed/country.py": "sample data",
    "institutions/seed/details.py": "sample data",
    "institutions/seed/journeys.py": "sample data",
    "institutions/seed/nation.py": "sample data",
    "institutions/seed/plans.py": "sample data",
    "institutions/services/publicity.py": "words on record at the credit platform",
    "institutions/services/papers.py": "marks and seals of papers",
    "institutions/services/samples.py": "samples of papers",
    "portal/announcements/papers.py": "sample of a paper",
    "portal/announcements/querysets.py": "the number of a paper",
    "portal/audit/trail.py": "a name on record",
    "portal/documents/composing.py": "heads of papers",
    "portal/documents/management/commands/look.py": "sample of a paper",
    "portal/documents/organs.py": "names of organs, as they head their papers",
    "portal/documents/papers.py": "the number of a paper",
    "portal/documents/pdf.py": "said on a paper",
    "portal/documents/samples.py": "samples of papers",
    "portal/documents/seals.py": "said on a seal",
    "portal/documents/wording.py": "words of papers",
    "portal/exchange/templates.py": "the name of a sheet, by which a filled workbook is known",
    "portal/exchange/values.py": "a date as people type it",
    "portal/law/model.py": "a clause is cited as officials cite it",
    "portal/parties/codes.py": "an extension as people type it",
    "portal/parties/masked.py": "extensions and ends of addresses, as people type them",
    "portal/parties/masking.py": "ends of addresses",
    "portal/regions/facts.py": "words of the files of divisions",
    "portal/rest/probes.py": "a question to the database",
    "portal/search/pinyin.py": "readings of characters",
    "portal/search/dictionary.py": "the first of the characters that are read",
    "portal/seed/announcing.py": "said on a paper",
    "portal/seed/country.py": "sample data",
    "portal/seed/nation.py": "sample data",
    "portal/seed/public.py": "sample data",
    "portal/seed/trail.py": "a name on record",
    "portal/settings/base.py": "names of languages, and the head of the committed description of the interface",
    "portal/workdays/sheet.py": "days of the week, as the files write them",
}
#: Where each language says its own of the facts: Chinese counts money in ten thousands, English in ones.
COUNTED_OTHERWISE = {"%(wan)s 万元": "CNY %(yuan)s"}
#: A language is called by its own name, so that those find it who read it.
OWN_NAMES = {"templates/portal/base.html": "简体中文", "templates/portal/desk.html": "简体中文"}


@pytest.fixture(scope="module")
def said():
    return catalogue.extract(source.ROOT, source.OURS)


@pytest.fixture(scope="module")
def kept():
    return catalogue.read(FILE)


def messages(kept):
    return [message for message in kept if message.id]


def test_the_catalogue_holds_exactly_what_the_source_says(said, kept):
    assert len(said) > 1000
    in_source = {(sentence.words, sentence.context) for sentence in said}
    in_catalogue = {(message.id, message.context) for message in messages(kept)}
    assert in_source - in_catalogue == set(), "run `manage.py catalogue` and translate"
    assert in_catalogue - in_source == set(), "run `manage.py catalogue`"


def test_every_sentence_has_its_english(kept):
    assert [message.id for message in catalogue.untranslated(kept)] == []


def test_no_english_is_the_chinese_over_again_or_speaks_chinese(kept):
    left = {message.id: message.string for message in messages(kept) if CHINESE.search("".join(message.string))}
    # An organ's papers are headed in Chinese; the English tells what is put after the name.
    assert left == {"空则为名称加“文件”": "If empty, the name followed by “文件”"}


def test_no_english_is_a_guess(kept):
    assert [message.id for message in messages(kept) if message.fuzzy] == []


def test_the_facts_stand_in_both_languages(kept):
    assert COUNTED_OTHERWISE.items() <= {(message.id, message.string) for message in messages(kept)}
    for message in messages(kept):
        if message.id in COUNTED_OTHERWISE:
            continue
        ids = message.id if isinstance(message.id, tuple) else (message.id,)
        strings = message.string if isinstance(message.string, tuple) else (message.string,)
        assert len(strings) == len(ids), message.id
        for chinese, english in zip(ids, strings, strict=True):
            assert sorted(PLACEHOLDER.findall(english)) == sorted(PLACEHOLDER.findall(chinese)), message.id


def test_the_compiled_file_is_of_these_sentences(kept):
    assert FILE.with_suffix(".mo").read_bytes() == catalogue.compiled(kept)


def test_the_file_is_as_the_command_writes_it(said, kept):
    assert FILE.read_bytes() == catalogue.written(catalogue.renewed(kept, said))


def unmarked(path: Path) -> list[str]:
    """Chinese literals outside docstrings, marked sentences and titles of instruments."""
    tree = source.tree(path)
    aside = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            aside.add(node.value)
        elif isinstance(node, ast.Call):
            name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
            if name in catalogue.KEYWORDS or name == "Instrument":
                aside.update(part for argument in node.args for part in ast.walk(argument))
    return [
        f"{node.lineno}: {node.value}"
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and CHINESE.search(node.value)
        and node not in aside
    ]


@pytest.mark.parametrize("path", list(source.modules()), ids=source.named)
def test_a_module_says_nothing_unmarked(path):
    if source.named(path) in CHINESE_FOR_EVERYBODY:
        assert unmarked(path) != [], "nothing left to excuse"
    else:
        assert unmarked(path) == []


def test_every_excuse_names_a_file():
    assert [name for name in {**CHINESE_FOR_EVERYBODY, **OWN_NAMES} if not (source.ROOT / name).is_file()] == []


TEMPLATES = [
    path
    for path in sorted((settings.ROOT / "templates").rglob("*"))
    if path.is_file() and catalogue.PAPERS.isdisjoint(path.parts)
]


@pytest.mark.parametrize("path", TEMPLATES, ids=source.named)
def test_a_template_says_nothing_unmarked(path):
    text = MARKED_IN_TEMPLATES.sub("", path.read_text()).replace(OWN_NAMES.get(source.named(path), "\0"), "")
    assert [line.strip() for line in text.splitlines() if CHINESE_OR_MARK.search(line)] == []


def test_the_sweep_finds_what_is_not_marked(tmp_path):
    module = tmp_path / "module.py"
    module.write_text('"""说明"""\nA = _("已标记")\nB = "未标记"\nC = Instrument("x", "标题")\nD = f"{A}也未标记"\n')
    assert unmarked(module) == ["3: 未标记", "5: 也未标记"]
    assert CHINESE_OR_MARK.search(MARKED_IN_TEMPLATES.sub("", '{% translate "甲" %}：乙'))
    assert not CHINESE_OR_MARK.search(MARKED_IN_TEMPLATES.sub("", '{% translate "甲：" %}{{ a|join:_("、") }}'))
