"""Applications at every stage, made through the services as people make them."""

import itertools
from datetime import date, timedelta
from decimal import Decimal

from institutions.models import Expert, Filing, PanelSeat
from institutions.rules.filing import items_for
from institutions.rules.words import FilingType, Item, Kind
from institutions.services import decisions, drafts, filings, proceedings, reviews
from institutions.services.filings import Reason
from portal.access import Role
from portal.accounts.models import User
from portal.attachments.models import Attachment
from portal.parties.models import Organisation, Person
from portal.regions.models import Region
from tests.factories.codes import credit_code

FRIDAY = date(2026, 9, 18)
_serial = itertools.count(1)


def an_institution(name="", region="410105", **facts):
    """A firm that may apply, founded in 2015."""
    usual = {
        "founded_on": date(2015, 1, 1),
        "legal_representative": "郑守安",
        "registered_address": "河南省郑州市金水区花园路1号",
        "office_address": "河南省郑州市金水区花园路1号",
        "website": "https://anping.example.cn",
    }
    return Organisation.objects.create(
        code=credit_code(region=region[:6]),
        name=name or f"中原安全技术有限公司{next(_serial)}",
        region=Region.objects.get(pk=region),
        **{**usual, **facts},
    )


def a_user(name, role, *, region=None, organisation=None):
    """Somebody with one role."""
    user = User.objects.create_user(f"u{next(_serial)}", name=name)
    user.assignments.create(role=role, region_id=region, organisation=organisation, since=date(2020, 1, 1))
    return user


def an_applicant(organisation):
    return a_user("申请人", Role.APPLICANT, organisation=organisation)


def some_experts(count, region="410000", specialties=("采矿", "通风")):
    """Experts of the province's register."""
    found = []
    for number in range(count):
        user = User.objects.create_user(f"expert{next(_serial)}", name=f"专家{number}")
        user.assignments.create(role=Role.EXPERT, region_id=region, since=date(2020, 1, 1))
        found.append(Expert.objects.create(user=user, region_id=region, specialties=list(specialties)))
    return found


def a_file(organisation, name="证明.pdf", on=FRIDAY):
    """A file handed in; only its row matters here."""
    digest = f"{next(_serial):064x}"
    return Attachment.objects.create(
        purpose="evidence",
        name=name,
        size=1000,
        sha256=digest,
        mime="application/pdf",
        path=digest,
        organisation=organisation,
        uploaded_on=on,
        scan=Attachment.Scan.CLEAN,
    )


def professionals(unit, count=25):
    """Rows of people who together meet the conditions of either kind for one scope, exactly."""
    people = Person.objects.bulk_create(Person(name=f"人员{number}") for number in range(count))
    return [
        {
            "person": person.pk,
            "evaluator_level": 1 if number < 5 else 2 if number < 13 else 3,
            "engineer_level": "intermediate" if number < 8 else "",
            "engineer_category": "coal" if number < 8 else "",
            "title": "senior" if number < 7 else "intermediate",
            "specialties": ["安全", "机械", "电气", "采矿", "通风", "地质", "矿建"],
            "years_in_industry": 10,
            "contract_from": date(2020, 1, 1),
            "insured_unit": unit,
            "insured_months": 24,
        }
        for number, person in enumerate(people)
    ]


def content(filing, on=FRIDAY, **changes):
    """What a sound application says, section by section."""
    organisation, people = filing.organisation, professionals(filing.organisation.name)
    evaluation = filing.kind == Kind.EVALUATION
    posts = (
        ["technical_director", "process_control_director"]
        if evaluation
        else ["head_of_testing", "technical_director", "quality_director"]
    )
    said = {
        "basics": {
            "fixed_assets": Decimal(1200),
            "website": "https://anping.example.cn",
            "legal_representative": "郑守安",
        },
        "professionals": people,
        "posts": [{"post": post, "person": people[number]["person"]} for number, post in enumerate(posts)],
        "equipment": [{"name": "气相色谱仪", "quantity": 4, "value": Decimal(250), "bought_on": date(2020, 5, 1)}],
        "premises": [
            {"address": "花园路1号三层", "use": "office", "area": Decimal(1100)},
            {"address": "花园路1号四层", "use": "archive", "area": Decimal(120)},
        ],
        "shareholders": [{"name": "郑守安", "share": Decimal(100)}],
        "scopes": [{"business": f"{filing.kind}-coal"}],
        "evidence": [
            {"item": item, "attachment": str(a_file(organisation, f"{item}.pdf", on).key)}
            for item in items_for(Kind(filing.kind), FilingType(filing.type))
        ],
        "commitment": [{"signed_by": "郑守安", "signed_on": on}],
    }
    return {**said, **changes}


def a_draft(organisation=None, by=None, kind="evaluation", type="initial", on=FRIDAY, **changes):  # noqa: A002
    """A draft with everything filled in."""
    organisation = organisation or an_institution()
    by = by or an_applicant(organisation)
    filing = filings.start(organisation, kind, type, by=by, on=on)
    drafts.save_sections(filing, content(filing, on, **changes), by=by, on=on)
    return Filing.objects.get(pk=filing.pk)


def a_submitted_filing(organisation=None, by=None, on=FRIDAY, **facts):
    organisation = organisation or an_institution()
    by = by or an_applicant(organisation)
    return filings.submit_once(a_draft(organisation, by, on=on, **facts), key=f"k{next(_serial)}", by=by, on=on)


def an_accepted_filing(officer, on=FRIDAY, **facts):
    return filings.accept(a_submitted_filing(on=on, **facts), by=officer, on=on)


def a_filing_to_decide(officer, on=FRIDAY, *, is_passed=True, **facts):
    """Reviewed without a panel, checked on site: a decision is due."""
    filing = an_accepted_filing(officer, on, **facts)
    return reviewed(filing, officer, on, is_passed=is_passed)


def reviewed(filing, officer, on=FRIDAY, *, is_passed=True):
    reviews.begin(filing, by=officer, on=on)
    reviews.go_to_site(filing, reason="材料清楚，无需评审", by=officer, on=on)
    reviews.record_site_check(
        filing,
        checked_on=on,
        place="花园路1号",
        persons=["王检查", "李检查"],
        findings="与申请材料一致",
        is_passed=is_passed,
        by=officer,
        on=on,
    )
    return filing


def a_filing_to_sign(officer, reviewer, on=FRIDAY, outcome="grant", **facts):
    filing = a_filing_to_decide(officer, on, is_passed=outcome == "grant", **facts)
    decisions.draft(filing, outcome, by=officer, on=on)
    decisions.review(filing, by=reviewer, on=on)
    return filing


def a_qualification(officer, reviewer, approver, on=FRIDAY, **facts):
    """An institution found fit and announced."""
    return decisions.approve(a_filing_to_sign(officer, reviewer, on, **facts), by=approver, on=on)


def everybody_speaks(panel, *, favours=True, on=FRIDAY):
    """Each expert of a panel declares no conflict and gives an opinion."""
    for seat in PanelSeat.objects.filter(panel=panel).taken().select_related("expert__user"):
        reviews.declare(seat, has_conflict=False, by=seat.expert.user, on=on)
        reviews.opine(seat, favours=favours, opinion="符合要求", by=seat.expert.user, on=on)


def without(item: Item, filing, on=FRIDAY):
    """The evidence of a sound application but for one paper."""
    return [row for row in content(filing, on)["evidence"] if row["item"] != item]


REASON = Reason("出具失实报告", "《中华人民共和国安全生产法》第九十二条")


def a_proceeding(qualification, officer, measure="suspend", on=FRIDAY):
    """A case just opened."""
    return proceedings.start(qualification, measure, facts="检查发现的事实", reasons=[REASON], by=officer, on=on)


def dealt_with(qualification, hands, measure="suspend", on=FRIDAY):
    """A case from its opening to the signature, its party silent; the day it was signed."""
    officer, reviewer, approver = hands
    case = a_proceeding(qualification, officer, measure, on)
    day = on
    if proceedings.must_tell(case):
        proceedings.notify(case, by=officer, on=on)
        day = on + timedelta(days=14)
        proceedings.lapse(case, on=day)
    else:
        proceedings.proceed(case, by=officer, on=on)
    proceedings.draft(case, "impose", by=officer, on=day)
    proceedings.review(case, by=reviewer, on=day)
    proceedings.sign(case, by=approver, on=day)
    qualification.refresh_from_db()
    return day
