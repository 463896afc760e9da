"""Files out and in at nation scale: lists, workbooks, papers."""

from collections.abc import Iterator

from benchmarks import exchange, papers
from benchmarks.measuring import AT_LEAST, AT_MOST, Bar, Result, compared
from benchmarks.scales import Scales
from portal.accounts.models import User

ROWS, LINES, MEGABYTE, PAPERS = 1_000_000, 100_000, 2**20, 1_000


def exported(_scales: Scales, rounds: int) -> Iterator[Result]:
    """A million matters of the docket as CSV, and the memory it takes."""
    exchange_rounds = max(1, rounds // 2)
    yield compared("export of 1,000,000 rows to CSV", "s", exchange.export(ROWS, exchange_rounds), Bar(AT_MOST, 2))
    memory = exchange.export_memory(ROWS) / MEGABYTE
    yield Result("memory of that export", "MB", memory, None, (Bar(AT_MOST, 200, "MB", is_absolute=True),))


def imported(_scales: Scales, rounds: int) -> Iterator[Result]:
    """A workbook of a hundred thousand organisations, checked cell by cell and entered in the register."""
    pairs = exchange.import_workbook(LINES, max(1, rounds // 2))
    yield compared("import of a 100,000-row workbook", "s", pairs, Bar(AT_MOST, 3), parts=exchange.import_parts(LINES))


def printed(_scales: Scales, rounds: int) -> Iterator[Result]:
    """One announcement's paper beside the renderer alone."""
    yield compared("an announcement's PDF", "s", papers.one_paper(rounds * 4), Bar(AT_MOST, 1.3))


def bundled(_scales: Scales, _rounds: int) -> Iterator[Result]:
    """A thousand papers in one job."""
    seconds, job = papers.many_papers(PAPERS, User.objects.get(username="henan.officer"))
    done = Bar(AT_LEAST, PAPERS, "papers", is_absolute=True)
    note = f"({seconds:.0f} s)"
    yield Result("announcements drawn in one job", "papers", job.done, None, (done,), {"seconds": seconds}, note)
