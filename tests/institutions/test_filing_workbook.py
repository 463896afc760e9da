"""The workbook of an application: seven sheets into one draft, all or nothing."""

from datetime import date
from io import BytesIO

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from institutions.exchange import WORKBOOK
from institutions.models import SectionSave
from institutions.services import assessments, filings
from portal.exchange import imports
from portal.exchange.templates import template
from portal.jobs.running import run
from portal.jobs.states import State
from tests.factories.codes import identity_number

TODAY = timezone.localdate()


@pytest.fixture
def draft(institute, applicant):
    return filings.start(institute, "evaluation", by=applicant, on=TODAY)


@pytest.fixture
def identities():
    return [identity_number("19850101", serial=number) for number in range(26)]


def person(number, identity, unit, **cells):
    usual = {
        "姓名": f"人员{number}",
        "身份证件号码": identity,
        "安全评价师等级": "一级" if number < 5 else "二级" if number < 13 else "三级",
        "注册安全工程师级别": "中级" if number < 8 else None,
        "技术职称": "高级",
        "专业能力": "安全、机械、电气、采矿、通风、地质、矿建",
        "从业年限": 10,
        "专职": "是",
        "劳动合同起始": date(2020, 1, 1),
        "社会保险缴纳单位": unit,
        "社会保险缴纳月数": 24,
    }
    return {**usual, **cells}


@pytest.fixture
def sheets(institute, identities):
    return {
        "基本情况": [
            {
                "固定资产（万元）": 1200,
                "法定代表人": "郑守安",
                "注册地址": "花园路1号",
                "办公地址": "花园路1号",
                "联系电话": "0371-60000000",
                "网站": "https://anping.example.cn",
            }
        ],
        "关键岗位": [
            {"岗位": "技术负责人", "姓名": "人员0", "身份证件号码": identities[0]},
            {"岗位": "过程控制负责人", "姓名": "人员1", "身份证件号码": identities[1]},
        ],
        "专业人员": [person(number, identities[number], institute.name) for number in range(25)],
        "设备": [{"名称": "气相色谱仪", "数量": 4, "单台原值（万元）": 250}],
        "场所": [
            {"地址": "三层", "用途": "工作场所", "建筑面积（平方米）": 1100, "权属": "自有"},
            {"地址": "四层", "用途": "档案室", "建筑面积（平方米）": 120, "权属": "自有"},
        ],
        "股东": [{"名称": "郑守安", "持股比例（%）": 100}],
        "业务范围": [{"业务范围": "煤炭开采业"}],
    }


def imported(sheets, draft, applicant, missing=""):
    book = openpyxl.load_workbook(BytesIO(template(WORKBOOK)))
    for name, rows in sheets.items():
        headers = [str(column.header) for column in WORKBOOK.sheet(code_of(name)).columns]
        for row in rows:
            book[name].append([row.get(header) for header in headers])
    if missing:
        del book[missing]
    buffer = BytesIO()
    book.save(buffer)
    job = imports.start(
        WORKBOOK,
        SimpleUploadedFile("申请.xlsx", buffer.getvalue()),
        by=applicant,
        context={"filing": draft.number},
    )
    run(job)
    job.refresh_from_db()
    return job


def code_of(name):
    return next(sheet.code for sheet in WORKBOOK.sheets if str(sheet.name) == name)


def test_a_sound_workbook_fills_the_draft_so_that_every_counted_condition_is_met(sheets, draft, applicant):
    job = imported(sheets, draft, applicant)
    assert (job.state, job.problems) == (State.DONE, [])
    draft.refresh_from_db()
    unmet = [one.code for one in assessments.conditions_of(draft, on=TODAY) if not one.is_met]
    assert unmet == ["INS-SYSTEM", "INS-COMMITMENT"]
    assert draft.legal_representative == "郑守安"


def test_every_wrong_cell_is_named_and_nothing_is_written(sheets, draft, applicant, identities):
    sheets["专业人员"][3]["从业年限"] = "许多"
    sheets["专业人员"][4]["身份证件号码"] = identities[4][:-1] + ("0" if identities[4][-1] != "0" else "1")
    sheets["场所"][0]["用途"] = "宫殿"
    job = imported(sheets, draft, applicant)
    assert job.state == State.FAILED
    assert {(row["sheet"], row["cell"]) for row in job.problems} == {
        ("专业人员", "L5"),
        ("专业人员", "B6"),
        ("场所", "B2"),
    }
    assert identities[4][:-1] not in str(job.problems)
    assert not SectionSave.objects.exists()


def test_what_single_cells_cannot_show_is_named_too(sheets, draft, applicant, identities):
    sheets["业务范围"][0]["业务范围"] = "海洋石油"
    sheets["关键岗位"][0]["身份证件号码"] = identities[25]
    sheets["专业人员"][0]["劳动合同截止"] = date(2019, 1, 1)
    sheets["股东"].append({"名称": "他人", "持股比例（%）": 1})
    job = imported(sheets, draft, applicant)
    assert [row["sheet"] for row in job.problems] == ["业务范围", "关键岗位", "专业人员", "股东"]
    assert not SectionSave.objects.exists()


def test_a_missing_sheet_is_told(sheets, draft, applicant):
    job = imported(sheets, draft, applicant, missing="股东")
    assert job.state == State.FAILED
    assert "股东" in str(job.problems)


def test_a_draft_handed_in_meanwhile_is_not_overwritten(sheets, draft, applicant):
    filings.withdraw(draft, reason="", by=applicant, on=TODAY)
    job = imported(sheets, draft, applicant)
    assert job.state == State.FAILED
    assert not SectionSave.objects.exists()
