"""What is read from a workbook, and what is found wrong in it, cell by cell."""

from datetime import date, datetime
from decimal import Decimal

import pytest
from openpyxl.comments import Comment

from portal.exchange.reading import read
from portal.exchange.templates import GUIDE, MARK
from tests.portal.exchange.books import CODE, IDENTITY, SPREADSHEET, blank, filled, saved, workbook


def errors_of(file):
    """(sheet, cell, rule) of every error."""
    return [(error.sheet, error.cell, error.rule) for error in read(file, workbook())]


def test_a_right_workbook_is_read_into_values():
    book = workbook()
    row = ("000001", " 张三 ", IDENTITY, CODE, 12, 3.1, date(2026, 1, 5), "煤矿")
    assert (
        read(filled(row, ("000002", "李四"), ("000003", "王五", None, None, "１２", "1,234.50", "2026年3月1日")), book)
        == []
    )
    first, second, third = book["people"]
    assert first.values == {
        "code": "000001",
        "name": "张三",
        "identity": IDENTITY,
        "unit": CODE,
        "count": 12,
        "money": Decimal("3.10"),
        "day": date(2026, 1, 5),
        "branch": "coal",
    }
    assert (first.number, second.number) == (2, 3)
    assert second["day"] is None
    assert (third["count"], third["money"], third["day"]) == (12, Decimal("1234.50"), date(2026, 3, 1))
    assert book["places"] == []


@pytest.mark.parametrize(
    ("place", "value", "rule"),
    [
        (0, "", "required"),
        (0, "1234567", "length"),
        (0, 1.2345678901234567e17, "type"),
        (2, "11010519491231002Y", "identity"),
        (2, 110105194912310021, "type"),
        (3, "91350100M000100Y44", "code"),
        (4, "很多", "type"),
        (4, 1.5, "type"),
        (4, 1001, "range"),
        (4, -1, "range"),
        (4, True, "type"),
        (5, 1.234, "type"),
        (5, "1.234", "type"),
        (5, "1e9", "type"),
        (6, "明天", "date"),
        (6, "2026-02-30", "date"),
        (6, "26-02-01", "date"),
        (6, 46000, "date"),
        (6, datetime.fromisoformat("2026-01-01T10:30"), "date"),
        (6, date(2027, 1, 1), "range"),
        (6, "0026-01-01", "date"),
        (7, "石油", "choice"),
    ],
)
def test_a_bad_cell_is_told_by_its_address_and_rule(place, value, rule):
    cells = ["000001", "张三", None, None, None, None, None, None]
    cells[place] = value
    assert errors_of(filled(cells)) == [("人员", f"{'ABCDEFGH'[place]}2", rule)]


def test_full_width_codes_are_normalised():
    book = workbook()
    wide = "".join(chr(ord(character) + 0xFEE0) for character in CODE)
    assert read(filled(("000001", "张三", None, wide)), book) == []
    assert book["people"][0]["unit"] == CODE


def test_five_hundred_bad_cells_are_all_told():
    rows = [(f"{number:06}", "张三", None, None, "坏") for number in range(500)]
    found = read(filled(*rows), workbook())
    assert [error.cell for error in found] == [f"E{number}" for number in range(2, 502)]
    assert {error.rule for error in found} == {"type"}


def test_a_personal_value_is_masked_where_it_is_wrong_and_another_is_not():
    found = read(filled(("000001", "张三", "11010519491231002Y", "91350100M000100Y44")), workbook())
    assert [error.value for error in found] == ["11" + "*" * 14 + "2Y", "91350100M000100Y44"]
    assert found[1].basis == "《法人和其他组织统一社会信用代码编码规则》"


def test_a_row_twice_is_told_with_the_first():
    found = read(filled(("000001", "张三"), ("000002", "李四"), ("000001", "王五")), workbook())
    assert [(error.cell, error.rule, error.message) for error in found] == [("A4", "unique", "与第 2 行重复")]


def test_a_missing_sheet_is_told_with_its_likely_misspelling():
    book = blank()
    book["人员"].append(["000001", "张三"])
    book["场所"].title = "场 所"
    found = read(saved(book), workbook())
    assert [(error.sheet, error.rule) for error in found] == [("场所", "sheet"), ("场 所", "sheet")]
    assert "场 所" in found[0].message


def test_misspelt_missing_doubled_and_foreign_columns_are_told():
    book = blank()
    book["人员"].append(["000001", "张三"])
    book["人员"]["C1"] = "身份证号码"
    book["人员"]["E1"] = "编号"
    book["人员"]["I1"] = "备注"
    found = read(saved(book), workbook())
    assert [(error.cell, error.column, error.rule) for error in found] == [
        ("C1", "身份证号码", "header"),
        ("E1", "编号", "header"),
        ("I1", "备注", "header"),
        ("", "身份证号", "header"),
        ("", "人数", "header"),
    ]
    assert "身份证号" in found[0].message


def test_columns_may_change_places():
    book = blank()
    sheet = book["人员"]
    sheet.move_range("A1:A1", cols=9)
    sheet["A2"], sheet["B2"], sheet["J2"] = None, "张三", "000001"
    read_book = workbook()
    assert read(saved(book), read_book) == []
    assert read_book["people"][0]["code"] == "000001"
    error = read_book.error("people", read_book["people"][0], "code", "不符")
    assert error.cell == "J2"


def test_formulas_are_told_even_when_their_result_would_do():
    book = blank()
    book["人员"].append(["000001", "张三", None, None, "=1+1"])
    book["人员"].append(["=B2", "李四"])
    assert errors_of(saved(book)) == [("人员", "E2", "formula"), ("人员", "A3", "formula")]


def test_error_values_are_told():
    book = blank()
    book["人员"].append(["000001", "张三", None, None, "#N/A"])
    assert ("人员", "E2", "error-value") in errors_of(saved(book))


def test_merged_cells_are_told():
    book = blank()
    book["人员"].append(["000001", "张三"])
    book["人员"].merge_cells("B2:C3")
    assert errors_of(saved(book)) == [("人员", "B2:C3", "merged")]


def test_hidden_rows_comments_and_a_merged_guide_are_no_error():
    book = blank()
    book["人员"].append(["000001", "张三"])
    book["人员"].row_dimensions[2].hidden = True
    book["人员"]["A2"].comment = Comment("附注", "甲")
    book[GUIDE].merge_cells("A1:C1")
    assert errors_of(saved(book)) == []


def test_empty_rows_between_are_passed_over_and_keep_their_numbers():
    book = workbook()
    assert read(filled(("000001", "张三"), (), (None, "  "), ("000002", "李四")), book) == []
    assert [row.number for row in book["people"]] == [2, 5]


def test_too_few_and_too_many_rows_are_told(monkeypatch):
    assert errors_of(filled()) == [("人员", "", "rows")]
    monkeypatch.setitem(SPREADSHEET.sheets[0].__dict__, "max_rows", 2)
    assert errors_of(filled(*[(f"{number}", "张三") for number in range(3)])) == [("人员", "", "rows")]


def test_the_template_carries_notes_lists_and_its_hidden_version():
    book = blank()
    assert book[MARK].sheet_state == "veryHidden"
    assert [book[MARK]["A1"].value, book[MARK]["B1"].value] == ["tests.people", "2026.1"]
    sheet = book["人员"]
    assert sheet.freeze_panes == "A2"
    assert "必填" in sheet["A1"].comment.text
    assert "法人和其他组织" in sheet["D1"].comment.text
    validations = {str(rule.sqref).split(":")[0]: rule for rule in sheet.data_validations.dataValidation}
    assert validations["H2"].formula1 == '"煤矿,化工"'
    assert {"E2", "G2", "H2"} <= set(validations)
    assert [cell.value for cell in book[GUIDE]["B"]][-9:-1] == [
        str(column.header) for column in SPREADSHEET.sheets[0].columns
    ]
