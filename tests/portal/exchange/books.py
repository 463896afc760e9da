"""Spreadsheets to declare and workbooks to spoil."""

from datetime import date
from io import BytesIO

import openpyxl
from django.core.files.uploadedfile import SimpleUploadedFile

from portal.exchange import Column, Kind, Sheet, Spreadsheet
from portal.exchange.templates import template
from portal.exchange.workbooks import Workbook
from portal.law.instruments import CREDIT_CODE
from portal.regions.models import Level, Region

TODAY = date(2026, 11, 23)
IDENTITY = "11010519491231002X"
CODE = "91350100M000100Y43"


def load(workbook, run):
    """Every row becomes a region, which any other table would do as well."""
    Region.objects.bulk_create(
        Region(
            code=f"x{row['code'][1:]}",
            name=row["name"],
            full_name=row["name"],
            level=Level.COUNTY,
            path=f"x{row['code'][1:]}",
        )
        for row in workbook["people"]
    )


def check(workbook):
    for row in workbook["people"]:
        if row["name"] == "不合":
            yield workbook.error("people", row, "identity", "与资质表不一致")


PEOPLE = Sheet(
    "people",
    "人员",
    (
        Column("编号", "code", max_length=6, is_unique=True),
        Column("姓名", "name", max_length=10),
        Column("身份证号", "identity", Kind.IDENTITY, is_required=False),
        Column("单位代码", "unit", Kind.CODE, is_required=False, basis=CREDIT_CODE.article(0)),
        Column("人数", "count", Kind.INT, is_required=False, least=0, most=1000),
        Column("金额", "money", Kind.DECIMAL, is_required=False),
        Column("日期", "day", Kind.DATE, is_required=False, most=date(2026, 12, 31)),
        Column("专业", "branch", Kind.CHOICE, is_required=False, choices=(("coal", "煤矿"), ("chem", "化工"))),
    ),
    min_rows=1,
    max_rows=200_000,
)
PLACES = Sheet("places", "场所", (Column("地址", "address"),))
SPREADSHEET = Spreadsheet("tests.people", "人员名册", "2026.1", (PEOPLE, PLACES), load, check)


def blank(spreadsheet=SPREADSHEET):
    """The template as people get it, open for editing."""
    return openpyxl.load_workbook(BytesIO(template(spreadsheet)))


def saved(book):
    buffer = BytesIO()
    book.save(buffer)
    buffer.seek(0)
    return buffer


def filled(*rows):
    """The template with these rows of people, as a file."""
    book = blank()
    for row in rows:
        book["人员"].append(row)
    return saved(book)


def workbook():
    return Workbook(SPREADSHEET, TODAY)


def upload(file, name="名册.xlsx"):
    return SimpleUploadedFile(name, file.read())
