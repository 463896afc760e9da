"""The chapter's part of the demo country: institutions at every stage, made through the services."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, Final

from django.core.files.base import ContentFile

from institutions.models import Expert, Filing, PanelSeat, Proceeding, Qualification, ScopeSpecialty
from institutions.rules.dates import add_years
from institutions.rules.filing import items_for
from institutions.rules.words import FilingType, Kind
from institutions.services import decisions, drafts, filings, proceedings, reviews
from institutions.services.filings import Reason
from portal.access import Role
from portal.accounts.models import User
from portal.attachments import store
from portal.parties.models import Organisation, Person
from portal.parties.services import employments
from portal.regions.models import Region
from portal.seed.country import Country

#: A page of paper, empty: what a demo applicant scans.
PAGE: Final = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
)
EQUIPMENT: Final[tuple[dict[str, Any], ...]] = (
    {
        "name": "气相色谱仪",
        "model": "GC-2014",
        "quantity": 2,
        "value": Decimal(180),
        "bought_on": date(2021, 5, 7),
    },
    {
        "name": "防雷检测成套设备",
        "model": "FL-8",
        "quantity": 4,
        "value": Decimal(130),
        "bought_on": date(2020, 9, 1),
    },
)
EXPERTS: Final = 9
SIGNATORIES: Final = range(2)
#: The grades of the staff of each institution, person by person.
EVALUATORS: Final = (1,) * 6 + (2,) * 9 + (3,) * 12
ENGINEERS: Final = ("intermediate",) * 10 + ("",) * 17
TITLES: Final = ("senior",) * 8 + ("intermediate",) * 19
TITLE_NAMES: Final = {"senior": "高级工程师", "intermediate": "工程师"}


@dataclass
class Applicant:
    """One institution of the demo: its unit, its clerk, and the officials of its province."""

    country: Country
    organisation: Organisation
    clerk: User
    kind: Kind
    scope: str
    officer: User
    reviewer: User
    approver: User
    people: list[dict[str, Any]]

    def ago(self, days: int) -> date:
        return self.country.on - timedelta(days=days)


@dataclass(frozen=True)
class Plan:
    """Who applies where for what, and how far the matter goes."""

    name: str
    region: str
    username: str
    kind: Kind
    scope: str
    journey: Callable[[Applicant], object]


def enlist_expert(country: Country, province: str, username: str) -> Expert:
    region = Region.objects.get(pk=province)
    person = country.person(region)
    user = country.enlist(username, person.name, Role.EXPERT, person=person, region=region)
    return Expert.objects.create(
        user=user, region=region, specialties=["安全", "机械", "电气", "化工工艺", "采矿"], title="高级工程师"
    )


def settle(country: Country, plan: Plan) -> Applicant:
    """Enter the institution with its clerk and its people."""
    region = Region.objects.get(pk=plan.region)
    organisation = country.organisation(
        region,
        plan.name,
        legal_representative=country.name(),
        registered_address=f"{region.full_name}科学大道{country.rng.randrange(1, 300)}号",
        office_address=f"{region.full_name}科学大道{country.rng.randrange(1, 300)}号",
        phone=f"0371-6{country.rng.randrange(1000000, 9999999)}",
        website=f"https://{plan.username.partition('.')[0]}.example.cn",
        founded_on=date(2012, 6, 1),
        registered_capital=Decimal(2000),
    )
    clerk = country.enlist(
        plan.username,
        country.name(),
        Role.ORGANISATION_ADMIN,
        email=f"{plan.username}@example.cn",
        organisation=organisation,
    )
    prefix = "henan" if plan.region.startswith("41") else "hubei"
    officials = {role: country.user(f"{prefix}.{role}") for role in ("officer", "reviewer", "approver")}
    return Applicant(
        country, organisation, clerk, plan.kind, plan.scope, people=staff(country, organisation, plan), **officials
    )


def staff(country: Country, organisation: Organisation, plan: Plan) -> list[dict[str, Any]]:
    """Enough people of the right grades for one scope."""
    specialties = list(
        ScopeSpecialty.objects.filter(scope__code=plan.scope).order_by("pk").values_list("specialty", flat=True)
    ) or ["安全", "机械", "电气"]
    return [
        {
            "person": country.person(organisation.region).pk,
            "evaluator_level": level if plan.kind is Kind.EVALUATION else None,
            "evaluator_certificate": f"S{organisation.region_id}{number:05d}" if plan.kind is Kind.EVALUATION else "",
            "engineer_level": engineer,
            "engineer_category": "chemical" if engineer else "",
            "title": title,
            "title_name": TITLE_NAMES[title],
            "is_signatory": number in SIGNATORIES,
            "specialties": [specialties[number % len(specialties)], specialties[(number + 1) % len(specialties)]],
            "years_in_industry": 9 + number % 7,
            "contract_from": date(2019, 3, 1),
            "insured_unit": organisation.name,
            "insured_months": 60,
        }
        for number, (level, engineer, title) in enumerate(zip(EVALUATORS, ENGINEERS, TITLES, strict=True))
    ]


def fill(who: Applicant, filing: Filing, on: date, **changes: Any) -> Filing:
    """Write a sound application; `changes` replace sections of it."""
    posts = (
        ("technical_director", "process_control_director")
        if who.kind is Kind.EVALUATION
        else ("head_of_testing", "technical_director", "quality_director")
    )
    representative = who.organisation.legal_representative
    said = {
        "basics": {"fixed_assets": Decimal(1580), "contact": who.clerk.name, "introduction": "从事安全生产技术服务。"},
        "professionals": who.people,
        "posts": [
            {"post": post, "person": who.people[number]["person"], "appointed_on": date(2020, 1, 6)}
            for number, post in enumerate(posts)
        ],
        "equipment": [dict(row) for row in EQUIPMENT],
        "premises": [
            {"address": who.organisation.office_address, "use": "office", "area": Decimal(1260)},
            {"address": who.organisation.office_address, "use": "archive", "area": Decimal(130)},
        ],
        "shareholders": [
            {"name": representative, "share": Decimal(70)},
            {"name": who.country.name(), "share": Decimal(30)},
        ],
        "scopes": [{"business": who.scope}],
        "evidence": evidence(who, filing, on),
        "commitment": [{"signed_by": representative, "signed_on": on}],
    }
    drafts.save_sections(filing, {**said, **changes}, by=who.clerk, on=on)
    return Filing.objects.select_related("organisation__region").get(pk=filing.pk)


def evidence(who: Applicant, filing: Filing, on: date) -> list[dict[str, Any]]:
    rows = []
    for item in items_for(Kind(filing.kind), FilingType(filing.type)):
        page = ContentFile(PAGE + f"% {item}".encode(), name=f"{item}.pdf")
        kept = store.keep(page, by=who.clerk, organisation=who.organisation, purpose="evidence", on=on)
        rows.append({"item": item, "attachment": str(kept.key)})
    return rows


def drafted(who: Applicant, on: date, filing_type: str = "initial", **changes: Any) -> Filing:
    filing = filings.start(who.organisation, who.kind, filing_type, by=who.clerk, on=on)
    return fill(who, filing, on, **changes)


def submitted(who: Applicant, on: date, filing_type: str = "initial", **changes: Any) -> Filing:
    filing = drafted(who, on, filing_type, **changes)
    return filings.submit_once(filing, key=f"seed-{filing.number}", by=who.clerk, on=on)


def accepted(who: Applicant, on: date, filing_type: str = "initial", **changes: Any) -> Filing:
    filing = submitted(who, on, filing_type, **changes)
    return filings.accept(filing, by=who.officer, on=on + timedelta(days=1))


def on_site(who: Applicant, on: date, *, is_passed: bool = True, **changes: Any) -> Filing:
    """Reviewed on paper and looked at on site: a decision is to be drafted."""
    filing, by, day = accepted(who, on, **changes), who.officer, on + timedelta(days=3)
    reviews.begin(filing, by=by, on=day)
    reviews.go_to_site(filing, reason="材料清楚，专业单一，无需专家评审", by=by, on=day)
    reviews.record_site_check(
        filing,
        checked_on=day,
        place=who.organisation.office_address,
        persons=[who.officer.name, "随行检查员"],
        findings="人员、场所、设备与申请材料一致。" if is_passed else "现场仅见专业人员九名，档案室未建立。",
        is_passed=is_passed,
        by=by,
        on=day,
    )
    return filing


def decided(who: Applicant, on: date, outcome: str = "grant", **facts: Any) -> Filing:
    """Drafted, reviewed and signed by three people."""
    filing, day = on_site(who, on, is_passed=outcome == "grant", **facts), on + timedelta(days=6)
    decisions.draft(filing, outcome, by=who.officer, on=day)
    decisions.review(filing, by=who.reviewer, on=day)
    sign = decisions.approve if outcome == "grant" else decisions.reject
    sign(filing, by=who.approver, on=day)
    return filing


def held(who: Applicant, on: date) -> Qualification:
    filing = decided(who, on)
    assert filing.qualification is not None  # noqa: S101 - approved
    return filing.qualification


def just_a_draft(who: Applicant) -> None:
    drafted(who, who.ago(3), evidence=[])


def waiting(who: Applicant) -> None:
    submitted(who, who.ago(1))


def to_correct(who: Applicant) -> None:
    filing = submitted(who, who.ago(3))
    items = [
        Reason("审计报告未加盖会计师事务所公章，请重新提交", "《安全评价检测检验机构管理办法》第九条", "evidence"),
        Reason("第 5、6 名专业人员劳动合同缺签字页", "《安全评价检测检验机构管理办法》第九条", "professionals"),
    ]
    filings.require_correction(filing, items, by=who.officer, on=who.ago(2))


def under_review(who: Applicant) -> None:
    reviews.begin(accepted(who, who.ago(12)), by=who.officer, on=who.ago(10))


def with_experts(who: Applicant) -> None:
    filing = accepted(who, who.ago(20))
    reviews.begin(filing, by=who.officer, on=who.ago(17))
    panel = reviews.convene(filing, by=who.officer, on=who.ago(15), seed=f"seed-{filing.number}")
    first = PanelSeat.objects.filter(panel=panel).taken().select_related("expert__user")[0]
    reviews.declare(first, has_conflict=False, by=first.expert.user, on=who.ago(13))
    reviews.opine(first, favours=True, opinion="人员和过程控制体系符合要求。", by=first.expert.user, on=who.ago(12))


def to_review(who: Applicant) -> None:
    decisions.draft(on_site(who, who.ago(16)), "grant", by=who.officer, on=who.ago(9))


def to_sign(who: Applicant) -> None:
    filing = on_site(who, who.ago(18))
    decisions.draft(filing, "grant", by=who.officer, on=who.ago(8))
    decisions.review(filing, by=who.reviewer, on=who.ago(6))


def announced(who: Applicant) -> None:
    held(who, who.ago(9))


def long_standing(who: Applicant) -> None:
    held(who, add_years(who.country.on, -2))


def about_to_expire(who: Applicant) -> None:
    held(who, add_years(who.country.on, -5) + timedelta(days=50))


def changing(who: Applicant) -> None:
    held(who, add_years(who.country.on, -3))
    who.organisation.refresh_from_db()
    change = {"changed_on": who.ago(10), "change_note": "法定代表人变更"}
    submitted(who, who.ago(2), "change", basics={"legal_representative": who.country.name()}, change=change)


def refused(who: Applicant) -> None:
    decided(who, who.ago(40), "refuse", professionals=who.people[:9], posts=[])


def taken_back(who: Applicant) -> None:
    filings.withdraw(accepted(who, who.ago(30)), reason="拟与其他单位合并后重新申请", by=who.clerk, on=who.ago(20))


def given_up(who: Applicant) -> None:
    dealt_with(
        who,
        held(who, add_years(who.country.on, -4)),
        "cancel",
        ("法人资格终止", "《中华人民共和国行政许可法》第七十条"),
        who.ago(75),
    )


def suspended(who: Applicant) -> None:
    dealt_with(
        who,
        held(who, add_years(who.country.on, -1)),
        "suspend",
        ("出具失实报告", "《中华人民共和国安全生产法》第九十二条"),
        who.ago(30),
    )


def dealt_with(who: Applicant, row: Qualification, measure: str, reason: tuple[str, str], on: date) -> None:
    """A case from its opening to the signature, its party silent."""
    case = opened(who, row, measure, reason, on)
    proceedings.lapse(case, on=on + timedelta(days=13))
    proceedings.draft(case, "impose", by=who.officer, on=on + timedelta(days=13))
    proceedings.review(case, by=who.reviewer, on=on + timedelta(days=14))
    proceedings.sign(case, by=who.approver, on=on + timedelta(days=15))


def opened(who: Applicant, row: Qualification, measure: str, reason: tuple[str, str], on: date) -> Proceeding:
    """A case whose party has been told."""
    facts = "检查记录、现场照片和询问笔录证实上述情况。"
    case = proceedings.start(row, measure, facts=facts, reasons=[Reason(*reason)], by=who.officer, on=on)
    proceedings.notify(case, by=who.officer, on=on)
    return case


def being_heard(who: Applicant) -> None:
    """Told three days ago, it has stated its defence and asked to be heard."""
    row = held(who, add_years(who.country.on, -3))
    reason = ("以欺骗手段取得资质", "《中华人民共和国行政许可法》第六十九条第二款")
    case = opened(who, row, "revoke_fraud", reason, who.ago(3))
    text = "申请材料中的两份劳动合同系经办人员误附，并非故意。"
    proceedings.state(case, text=text, by=who.clerk, on=who.ago(2))
    proceedings.ask_hearing(case, reason="请求当面质证", by=who.clerk, on=who.ago(1))


def just_told(who: Applicant) -> None:
    row = held(who, add_years(who.country.on, -2))
    reason = ("出具虚假报告", "《中华人民共和国安全生产法》第九十二条第二款")
    opened(who, row, "revoke_penalty", reason, who.ago(1))


def short_of_people(who: Applicant) -> None:
    """Three of its evaluators left since, and the next sweep finds it out."""
    held(who, add_years(who.country.on, -2))
    for row in who.people[20:23]:
        person = Person.objects.get(pk=row["person"])
        employments.employ(
            person, who.organisation, since=date(2019, 3, 1), until=who.ago(20), by=who.clerk, on=who.ago(20)
        )
