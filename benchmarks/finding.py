"""Names found among two millions, beside `icontains`; lists narrowed by words."""

from collections.abc import Iterator
from typing import Final

from benchmarks import search
from benchmarks.measuring import AT_MOST, Bar, Result, percentile
from benchmarks.scales import Scales

#: `icontains` reads two million names for each query, so two rounds of it are enough.
MOST_ROUNDS: Final = 2
SHORTEST, LONGEST = 2, 6


def found(_scales: Scales, rounds: int) -> Iterator[Result]:
    """Queries of two to six Chinese characters, each side in turn."""
    words = tuple(word for word in search.WORDS if SHORTEST <= len(word) <= LONGEST and "一" <= word[0] <= "鿿")
    told = list(search.found_by_name(min(rounds, MOST_ROUNDS), words))
    ours, reference = [ms for _word, ms, _contains in told], [ms for _word, _ms, ms in told]
    bars = Bar(AT_MOST, 30, "ms", is_absolute=True), Bar(AT_MOST, 0.02)
    name = "name search, 2 to 6 Chinese characters, p95"
    yield Result(name, "ms", percentile(ours, 95), percentile(reference, 95), bars, {"queries": told})


def narrowed(_scales: Scales, rounds: int) -> Iterator[Result]:
    """The first page of a province's docket, and of the register, that bears each of the words; no bar is set."""
    docket = [ms for _word, ms in search.docket_narrowed(rounds, "41/")]
    register = [ms for _word, ms in search.register_narrowed(rounds)]
    yield Result("province's docket narrowed by words, p95 in SQL", "ms", percentile(docket, 95), None, ())
    yield Result("register narrowed by words, p95 in SQL", "ms", percentile(register, 95), None, ())
