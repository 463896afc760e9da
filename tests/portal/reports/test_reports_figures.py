"""What a report says, in numbers, words and pictures."""

from datetime import date
from decimal import Decimal
from xml.etree import ElementTree as ET

import pytest

from portal.reports import charts, figures
from portal.reports.charts import Series
from portal.reports.declarations import Chart, Column, Kind, Report
from portal.reports.periods import Cycle, Period

REPORT = Report(
    "tests.efficiency",
    "审批效能",
    Cycle.MONTHLY,
    (
        Column("stage", "环节", "办理环节", Kind.TEXT),
        Column("files", "办件数", "本期办结的件数", unit="件", sums=True),
        Column("late", "超期率", "超期办结占比", Kind.PERCENT),
        Column("money", "金额", "合同金额", Kind.DECIMAL, sums=True),
    ),
    rows=lambda period, region: [],
    chart=Chart("stage", ("files",)),
)
ROWS = [
    {"stage": "受理", "files": 1200, "late": Decimal("1.25"), "money": Decimal("0.10")},
    {"stage": "审查", "files": 3, "late": None, "money": Decimal("0.20")},
]


@pytest.mark.parametrize(
    ("cycle", "day", "start", "until", "words"),
    [
        (Cycle.MONTHLY, date(2026, 3, 31), date(2026, 2, 1), date(2026, 3, 1), "2026年2月"),
        (Cycle.MONTHLY, date(2026, 1, 1), date(2025, 12, 1), date(2026, 1, 1), "2025年12月"),
        (Cycle.QUARTERLY, date(2026, 11, 23), date(2026, 7, 1), date(2026, 10, 1), "2026年第3季度"),
        (Cycle.QUARTERLY, date(2026, 2, 1), date(2025, 10, 1), date(2026, 1, 1), "2025年第4季度"),
        (Cycle.YEARLY, date(2026, 11, 23), date(2025, 1, 1), date(2026, 1, 1), "2025年"),
    ],
)
def test_the_last_complete_period(cycle, day, start, until, words):
    period = Period.complete_on(cycle, day)
    assert (period.start, period.until, str(period)) == (start, until, words)
    assert start in period
    assert until not in period
    assert period.last in period


def test_values_are_written_as_people_read_them_and_summed_without_rounding():
    table = figures.table(REPORT, ROWS)
    assert table.lines == [["受理", "1,200", "1.3%", "0.10"], ["审查", "3", "—", "0.20"]]
    assert table.totals == ["合计", "1,203", "", "0.30"]


def test_a_kept_run_reads_as_the_day_it_was_made():
    kept = [{**row, "money": str(row["money"]), "late": row["late"] and str(row["late"])} for row in ROWS]
    assert figures.table(REPORT, kept) == figures.table(REPORT, ROWS)


def test_a_row_that_lacks_a_column_is_a_mistake():
    with pytest.raises(KeyError):
        figures.plain(REPORT, [{"stage": "受理"}])


@pytest.mark.parametrize("form", ["bars", "lines"])
@pytest.mark.parametrize("values", [[1, 2, None], [0, 0, 0], [Decimal("99.9"), 12345, 3]])
def test_a_chart_is_well_formed_speaks_and_needs_no_script_or_style(form, values):
    svg = charts.draw(
        "办件<数>", ["受理", "审查", "决定&公告"], [Series("本期", values), Series("上期", [1, 1, 1])], form
    )
    root = ET.fromstring(svg)
    space = "{http://www.w3.org/2000/svg}"
    assert root.attrib["role"] == "img"
    assert root.find(f"{space}title").text == "办件<数>"
    assert "受理" in root.find(f"{space}desc").text
    assert "style" not in svg
    assert "script" not in svg


def test_a_bar_is_as_high_as_its_value():
    svg = charts.draw("图", ["甲", "乙"], [Series("数", [50, 100])])
    bars = [e for e in ET.fromstring(svg) if e.tag.endswith("rect") and "height" in e.attrib]
    first, second = float(bars[0].attrib["height"]), float(bars[1].attrib["height"])
    assert second == pytest.approx(first * 2)
    assert second == charts.HEIGHT - charts.TOP - charts.BOTTOM


def test_no_rows_no_chart():
    assert figures.chart(REPORT, [], "图") == ""
