"""The workbook of an application: seven sheets into one draft, all or nothing."""

from collections.abc import Iterable
from datetime import date
from typing import Any, Final

from django.utils.translation import gettext_lazy as _

from institutions.models import BusinessScope, Filing
from institutions.models.choices import Affiliation, EngineerCategory, Level, Post, Section, Tenure, Use
from institutions.rules import sources
from institutions.services import drafts
from portal.errors import Refused
from portal.exchange import CellError, Column, Sheet, Spreadsheet, declare
from portal.exchange import Kind as Cell
from portal.exchange.workbooks import Row, Workbook
from portal.jobs import Failed
from portal.jobs.runs import JobRun

YES_NO: Final = (("yes", _("是")), ("no", _("否")))
LEVELS: Final = (("1", _("一级")), ("2", _("二级")), ("3", _("三级")))


def past(value: date, on: date) -> str:
    """A date the applicant states must have come."""
    return str(_("晚于今天")) if value > on else ""


def positive(value: Any, _on: date) -> str:
    return "" if value > 0 else str(_("应大于零"))


BASICS: Final = Sheet(
    Section.BASICS,
    _("基本情况"),
    (
        Column(_("固定资产（万元）"), "fixed_assets", Cell.DECIMAL, least=0, places=6, basis=sources.ASSETS),
        Column(_("法定代表人"), "legal_representative", max_length=60),
        Column(_("注册地址"), "registered_address"),
        Column(_("办公地址"), "office_address"),
        Column(_("邮政编码"), "postcode", is_required=False, pattern=r"\d{6}", help=_("六位数字")),
        Column(_("联系电话"), "phone", max_length=30),
        Column(_("联系人"), "contact", is_required=False, max_length=60),
        Column(_("网站"), "website", pattern=r"https?://\S+", help=_("以 https:// 开头"), basis=sources.WEBSITE),
    ),
    min_rows=1,
    max_rows=1,
)
POSTS: Final = Sheet(
    Section.POSTS,
    _("关键岗位"),
    (
        Column(_("岗位"), "post", Cell.CHOICE, choices=tuple(Post.choices), is_unique=True),
        Column(_("姓名"), "name", max_length=60),
        Column(_("身份证件号码"), "identity", Cell.IDENTITY),
        Column(_("任命日期"), "appointed_on", Cell.DATE, is_required=False, check=past),
    ),
)
PROFESSIONALS: Final = Sheet(
    Section.PROFESSIONALS,
    _("专业人员"),
    (
        Column(_("姓名"), "name", max_length=60),
        Column(_("身份证件号码"), "identity", Cell.IDENTITY, is_unique=True, basis=sources.ONE_INSTITUTION),
        Column(_("安全评价师等级"), "evaluator_level", Cell.CHOICE, choices=LEVELS, is_required=False),
        Column(_("安全评价师证书编号"), "evaluator_certificate", is_required=False, max_length=40),
        Column(_("注册安全工程师级别"), "engineer_level", Cell.CHOICE, choices=tuple(Level.choices), is_required=False),
        Column(
            _("注册安全工程师类别"),
            "engineer_category",
            Cell.CHOICE,
            choices=tuple(EngineerCategory.choices),
            is_required=False,
        ),
        Column(_("注册安全工程师注册证编号"), "engineer_certificate", is_required=False, max_length=40),
        Column(_("技术职称"), "title", Cell.CHOICE, choices=tuple(Level.choices), is_required=False),
        Column(_("职称名称"), "title_name", is_required=False, max_length=40),
        Column(_("授权签字人"), "is_signatory", Cell.CHOICE, choices=YES_NO, is_required=False),
        Column(_("专业能力"), "specialties", is_required=False, help=_("多项用顿号分隔")),
        Column(_("从业年限"), "years_in_industry", Cell.INT, least=0, most=60),
        Column(_("专职"), "is_full_time", Cell.CHOICE, choices=YES_NO),
        Column(_("劳动合同起始"), "contract_from", Cell.DATE, check=past),
        Column(_("劳动合同截止"), "contract_to", Cell.DATE, is_required=False, help=_("无固定期限留空")),
        Column(_("社会保险缴纳单位"), "insured_unit", max_length=120),
        Column(_("社会保险缴纳月数"), "insured_months", Cell.INT, least=0, most=720),
    ),
    min_rows=1,
    max_rows=5000,
)
EQUIPMENT: Final = Sheet(
    Section.EQUIPMENT,
    _("设备"),
    (
        Column(_("名称"), "name", max_length=80),
        Column(_("规格型号"), "model", is_required=False, max_length=60),
        Column(_("出厂编号"), "serial", is_required=False, max_length=60),
        Column(_("数量"), "quantity", Cell.INT, least=1, most=10000),
        Column(_("单台原值（万元）"), "value", Cell.DECIMAL, least=0, places=6),
        Column(_("购置日期"), "bought_on", Cell.DATE, is_required=False, check=past),
        Column(_("校准有效期至"), "calibrated_to", Cell.DATE, is_required=False),
    ),
    max_rows=5000,
)
PREMISES: Final = Sheet(
    Section.PREMISES,
    _("场所"),
    (
        Column(_("地址"), "address"),
        Column(_("用途"), "use", Cell.CHOICE, choices=tuple(Use.choices)),
        Column(_("建筑面积（平方米）"), "area", Cell.DECIMAL, check=positive),
        Column(_("权属"), "tenure", Cell.CHOICE, choices=tuple(Tenure.choices)),
        Column(_("租赁截止"), "lease_to", Cell.DATE, is_required=False),
    ),
    min_rows=1,
)
SHAREHOLDERS: Final = Sheet(
    Section.SHAREHOLDERS,
    _("股东"),
    (
        Column(_("名称"), "name", max_length=120),
        Column(_("统一社会信用代码"), "code", Cell.CODE, is_required=False),
        Column(_("持股比例（%）"), "share", Cell.DECIMAL, places=4, most=100, check=positive),
        Column(
            _("与监管部门的关系"),
            "affiliation",
            Cell.CHOICE,
            choices=tuple((value, label) for value, label in Affiliation.choices if value),
            is_required=False,
            basis=sources.GOVERNMENT_AFFILIATED,
        ),
    ),
    min_rows=1,
)
SCOPES: Final = Sheet(
    Section.SCOPES,
    _("业务范围"),
    (Column(_("业务范围"), "business", is_unique=True, help=_("按业务范围目录的名称填写")),),
    min_rows=1,
)


def filing_of(workbook: Workbook) -> Filing:
    """The draft the page that asked was about."""
    assert workbook.by is not None  # noqa: S101 - a job has an owner
    return Filing.objects.visible_to(workbook.by).get(number=workbook.context["filing"])


def check(workbook: Workbook) -> Iterable[CellError]:
    """What single cells cannot show: unknown scopes, posts of people not listed, contracts that end too early."""
    names = scope_codes(filing_of(workbook))
    for row in workbook[Section.SCOPES]:
        if row["business"] not in names:
            yield workbook.error(Section.SCOPES, row, "business", _("没有这一业务范围"), rule="reference")
    listed = {row["identity"] for row in workbook[Section.PROFESSIONALS]}
    for row in workbook[Section.POSTS]:
        if row["post"] != Post.LEGAL_REPRESENTATIVE and row["identity"] not in listed:
            yield workbook.error(Section.POSTS, row, "identity", _("不在专业人员表中"), rule="reference")
    for row in workbook[Section.PROFESSIONALS]:
        if row["contract_to"] and row["contract_to"] < row["contract_from"]:
            yield workbook.error(Section.PROFESSIONALS, row, "contract_to", _("截止日期早于起始日期"))
    if sum(row["share"] for row in workbook[Section.SHAREHOLDERS]) > WHOLE:
        last = workbook[Section.SHAREHOLDERS][-1]
        yield workbook.error(Section.SHAREHOLDERS, last, "share", _("持股比例合计超过 100%"))


WHOLE: Final = 100


def scope_codes(filing: Filing) -> dict[str, str]:
    return dict(BusinessScope.objects.filter(kind=filing.kind).values_list("name", "code"))


def load(workbook: Workbook, run: JobRun) -> None:
    """Replace the draft's sections by the sheets; a refusal of the services becomes the job's problems."""
    filing, by = filing_of(workbook), run.by
    names = scope_codes(filing)
    parts: dict[str, Any] = {
        Section.BASICS: given(workbook[Section.BASICS][0]),
        Section.SCOPES: [{"business": names[row["business"]]} for row in workbook[Section.SCOPES]],
        Section.PROFESSIONALS: [professional(row) for row in workbook[Section.PROFESSIONALS]],
    }
    for section in (Section.POSTS, Section.EQUIPMENT, Section.PREMISES, Section.SHAREHOLDERS):
        parts[section] = [given(row) for row in workbook[section]]
    try:
        drafts.save_sections(filing, parts, by=by, on=run.on)
    except Refused as refused:
        problems = [{"sheet": o.field, "message": str(o.message), "basis": str(o.basis)} for o in refused.objections]
        raise Failed(*problems) from refused


def given(row: Row) -> dict[str, Any]:
    """The cells that were filled in."""
    return {field: value for field, value in row.values.items() if value not in (None, "")}


def professional(row: Row) -> dict[str, Any]:
    """A row of people in the types of the section."""
    values = given(row)
    for field in ("is_signatory", "is_full_time"):
        if field in values:
            values[field] = values[field] == "yes"
    if "evaluator_level" in values:
        values["evaluator_level"] = int(values["evaluator_level"])
    if "specialties" in values:
        parts = values["specialties"].replace(",", "、").replace("，", "、").replace(" ", "、").split("、")
        values["specialties"] = [part for part in parts if part]
    return values


WORKBOOK: Final = declare(
    Spreadsheet(
        "institution-filing",
        _("机构申请工作簿"),
        "2026.1",
        (BASICS, POSTS, PROFESSIONALS, EQUIPMENT, PREMISES, SHAREHOLDERS, SCOPES),
        load,
        check,
        basis=sources.APPLICATION,
        help=_("各表填写完整后一次导入；有任何错误时不写入。"),
    )
)
