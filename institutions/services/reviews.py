"""The review: of the materials, by experts drawn by lot, and on site."""

import secrets
from collections.abc import Iterable
from datetime import date
from typing import Any, Final

from django.db import transaction
from django.db.models import Prefetch, QuerySet

from institutions import events
from institutions.models import Expert, Filing, Panel, PanelSeat, SiteCheck, SitePhoto
from institutions.rules import periods, sources
from institutions.rules import review as rules
from institutions.rules.filing import BY_CONDITIONS
from institutions.rules.review import Candidate, Opinion
from institutions.services import assessments, papers
from institutions.services.filings import has_lapsed
from institutions.states import FILING, REPLACE_EXPERT
from portal.accounts.models import Assignment, User
from portal.attachments.models import Attachment
from portal.audit.trail import record
from portal.documents.wording import long_date, recorded
from portal.errors import Refused
from portal.events import announce
from portal.law import Objection
from portal.law import phrase as _
from portal.parties.models import Employment
from portal.workflow import engine, warrant

#: Nobody checks alone (Licensing Law, article 34).
CHECKERS: Final = 2


@transaction.atomic
def begin(filing: Filing, *, by: User, on: date, version: int | None = None) -> Filing:
    """Begin to review the materials."""
    with engine.move(filing, "begin_review", by=by, on=on, version=version):
        pass
    return filing


@transaction.atomic
def convene(
    filing: Filing,
    *,
    by: User,
    on: date,
    size: int = 0,
    specialties: Iterable[str] = (),
    seed: str = "",
    version: int | None = None,
) -> Panel:
    """
    Draw a panel by lot and stop the clock, telling the applicant in writing.

    The seed is kept, with those drawn from and those left out and why; `size` is the figure's where not given.
    Raises Refused if the number is even or too few are eligible.
    """
    figures = assessments.figures_of(filing, on=on)
    size, seed = size or figures.days(rules.PANEL_SIZE), seed or secrets.token_hex(16)
    with engine.move(filing, "convene", by=by, on=on, version=version):
        candidates = candidates_for(filing, on=on)
        pool = rules.eligible(candidates, frozenset(specialties))
        Refused.unless_clear(rules.panel_objections(size, len(pool), figures))
        panel = Panel.objects.create(
            filing=filing,
            seed=seed,
            size=size,
            drawn_from=[one.key for one in pool],
            left_out=[{"expert": one.key, "tie": one.tie} for one in candidates if one.tie],
            convened_on=on,
            ends_by=periods.panel_ends_by(on, figures),
        )
        drawn = rules.draw(pool, size, seed)
        seats = [PanelSeat(panel=panel, expert_id=one.key, order=order) for order, one in enumerate(drawn, 1)]
        PanelSeat.objects.bulk_create(seats)
    context = {
        "ends_by": long_date(panel.ends_by),
        "basis": str(sources.TIME_EXCLUDED),
        "limit": figures.days(periods.EXPERT_REVIEW_LIMIT),
    }
    papers.issue(papers.EXPERT_REVIEW, filing, context, on=on, by=by)
    announce(events.ExpertReviewConvened(filing.number, filing.organisation.code, on, panel.ends_by))
    tell_experts(filing, seats, on=on)
    return panel


def tell_experts(filing: Filing, seats: Iterable[PanelSeat], *, on: date) -> None:
    for seat in seats:
        announce(events.SeatAssigned(filing.number, filing.organisation.code, on, seat.expert.user_id))


def candidates_for(filing: Filing, *, on: date) -> list[Candidate]:
    """The province's experts, each with the tie to the applicant that keeps them out, if any."""
    experts = list(Expert.objects.drawable(filing.region_id))
    persons = [expert.user.person_id for expert in experts if expert.user.person_id]
    employed = set(
        Employment.objects.filter(
            person__in=persons, organisation=filing.organisation_id, period__contains=on
        ).values_list("person", flat=True)
    )
    holding = set(
        Assignment.objects.filter(
            user__in=[expert.user_id for expert in experts], organisation=filing.organisation_id
        ).values_list("user", flat=True)
    )
    listed = set(filing.professional_set.filter(person__in=persons).values_list("person", flat=True))
    return [
        Candidate(expert.pk, frozenset(expert.specialties), tie_of(expert, filing, employed | listed, holding))
        for expert in experts
    ]


def tie_of(expert: Expert, filing: Filing, persons: set[int], users: set[int]) -> str:
    """What ties an expert to the applicant, in words for the record."""
    if expert.employer_id == filing.organisation_id or expert.user.person_id in persons:
        return recorded(_("在申请单位任职"))
    return recorded(_("持有申请单位的账号授权")) if expert.user_id in users else ""


@transaction.atomic
def declare(seat: PanelSeat, *, has_conflict: bool, note: str = "", by: User, on: date) -> PanelSeat:
    """An expert declares, before speaking, whether anything ties them to the applicant."""
    seat = own_seat(seat, by)
    found = []
    if seat.declared_on is not None:
        found.append(Objection(_("已经作出声明"), sources.IMPARTIALITY, "declaration", found=str(seat.declared_on)))
    if has_conflict and not note.strip():
        found.append(Objection(_("请说明利益冲突的情形"), sources.IMPARTIALITY, "note"))
    Refused.unless_clear(found)
    seat.declared_on, seat.has_conflict, seat.conflict_note = on, has_conflict, note
    seat.save(update_fields=["declared_on", "has_conflict", "conflict_note"])
    record("institutions.seat.declare", seat.panel.filing, by=by, acting_as="expert", facts={"conflict": has_conflict})
    return seat


@transaction.atomic
def opine(seat: PanelSeat, *, favours: bool, opinion: str, by: User, on: date) -> PanelSeat:
    """An expert speaks, once."""
    seat = own_seat(seat, by)
    found = rules.opinion_objections(opinion_of(seat))
    if seat.opined_on is not None:
        found.append(Objection(_("已经提出意见"), rules.PANEL, "opinion", found=str(seat.opined_on)))
    if not opinion.strip():
        found.append(Objection(_("请写明意见"), rules.PANEL, "opinion"))
    Refused.unless_clear(found)
    seat.favours, seat.opinion, seat.opined_on = favours, opinion, on
    seat.save(update_fields=["favours", "opinion", "opined_on"])
    record("institutions.seat.opine", seat.panel.filing, by=by, acting_as="expert", facts={"favours": favours})
    return seat


def own_seat(seat: PanelSeat, by: User) -> PanelSeat:
    """The seat, locked, if it is this expert's and the panel still sits."""
    row = (
        PanelSeat.objects.select_for_update(of=("self",))
        .select_related("expert__user", "panel__filing")
        .get(pk=seat.pk)
    )
    found = []
    if row.expert.user_id != by.pk:
        found.append(Objection(_("只能由被抽取的专家本人办理"), sources.IMPARTIALITY, "by"))
    if row.replaced_on is not None or row.panel.concluded_on is not None:
        found.append(Objection(_("该席位已经结束"), rules.PANEL, "seat"))
    Refused.unless_clear(found)
    return row


@transaction.atomic
def replace(seat: PanelSeat, *, by: User, on: date, seed: str = "") -> PanelSeat:
    """Draw another expert for a seat whose holder declared a conflict or is prevented."""
    panel = Panel.objects.select_for_update(of=("self",)).select_related("filing__organisation").get(pk=seat.panel_id)
    filing = panel.filing
    Refused.unless_clear(warrant.objections(FILING, REPLACE_EXPERT, filing, by, on=on))
    row = PanelSeat.objects.select_for_update().get(pk=seat.pk)
    if panel.concluded_on is not None or row.replaced_on is not None or row.opined_on is not None:
        raise Refused(Objection(_("该席位不能替换"), rules.PANEL, "seat"))
    taken = set(PanelSeat.objects.filter(panel=panel).values_list("expert", flat=True))
    pool = [one for one in rules.eligible(candidates_for(filing, on=on), frozenset()) if one.key not in taken]
    if not pool:
        raise Refused(Objection(_("可抽取的专家不足"), rules.PANEL, "seat"))
    row.replaced_on = on
    row.save(update_fields=["replaced_on"])
    seed = seed or secrets.token_hex(16)
    (drawn,) = rules.draw(pool, 1, seed)
    fresh = PanelSeat.objects.create(panel=panel, expert_id=drawn.key, order=row.order)
    record("institutions.seat.replace", filing, by=by, facts={"out": row.expert_id, "in": drawn.key, "seed": seed})
    tell_experts(filing, [fresh], on=on)
    return fresh


def opinion_of(seat: PanelSeat) -> Opinion:
    return Opinion(str(seat.expert), seat.declared_on is not None, bool(seat.has_conflict), seat.favours)


@transaction.atomic
def conclude(filing: Filing, *, conclusion: str, by: User, on: date, version: int | None = None) -> Panel:
    """Record what the panel found; the clock runs again. Refused until every member has declared and spoken."""
    with engine.move(filing, "conclude", by=by, on=on, version=version, note=conclusion):
        panel = Panel.objects.select_for_update().sitting().get(filing=filing)
        seats = panel.seats.taken().select_related("expert__user")
        opinions = [opinion_of(seat) for seat in seats]
        Refused.unless_clear(rules.conclusion_objections(opinions))
        panel.concluded_on, panel.favours, panel.conclusion = on, rules.majority(opinions), conclusion
        panel.save(update_fields=["concluded_on", "favours", "conclusion"])
    announce(events.ExpertReviewConcluded(filing.number, filing.organisation.code, on, favours=bool(panel.favours)))
    return panel


@transaction.atomic
def overrun(filing: Filing, *, on: date) -> Filing:
    """Three months are over: the panel goes on, and so does the clock (Measures, article 11)."""
    with engine.move(filing, "overrun", by=None, on=on):
        if not has_lapsed(filing, "expert_review", on=on):
            raise Refused(Objection(_("专家评审时间尚未超过上限"), sources.EXPERT_REVIEW))
    return filing


@transaction.atomic
def go_to_site(filing: Filing, *, reason: str, by: User, on: date, version: int | None = None) -> Filing:
    """No experts are needed; the reason is kept on the file."""
    with engine.move(filing, "go_to_site", by=by, on=on, version=version, note=reason):
        if not reason.strip():
            raise Refused(Objection(_("请说明不组织专家评审的理由"), sources.EXPERT_REVIEW, "reason"))
    return filing


@transaction.atomic
def skip_site(filing: Filing, *, by: User, on: date, version: int | None = None) -> Filing:
    """The materials suffice: only where no condition is weighed anew (a change of particulars, a cancellation)."""
    with engine.move(filing, "skip_site", by=by, on=on, version=version):
        if filing.type in BY_CONDITIONS:
            raise Refused(Objection(_("需要核定条件的申请应当现场核查"), sources.SITE_CHECK))
    return filing


@transaction.atomic
def record_site_check(
    filing: Filing,
    *,
    checked_on: date,
    place: str,
    persons: Iterable[str],
    findings: str,
    is_passed: bool,
    by: User,
    on: date,
    photos: Iterable[Attachment] = (),
    version: int | None = None,
) -> SiteCheck:
    """Enter who was on site when, and what they found; two persons at least (Licensing Law, article 34)."""
    names = [name.strip() for name in persons if name.strip()]
    with engine.move(filing, "record_site_check", by=by, on=on, version=version):
        Refused.unless_clear(site_objections(filing, checked_on, names, findings, on=on))
        check = SiteCheck.objects.create(
            filing=filing, on=checked_on, place=place, persons=names, findings=findings, is_passed=is_passed, by=by
        )
        SitePhoto.objects.bulk_create(SitePhoto(check_record=check, attachment=photo) for photo in photos)
    return check


def site_objections(filing: Filing, checked_on: date, names: list[str], findings: str, *, on: date) -> list[Objection]:
    found = []
    if len(set(names)) < CHECKERS:
        found.append(
            Objection(_("现场核查应当由两名以上人员进行"), sources.SITE_CHECK, "persons", found=str(len(names)))
        )
    if checked_on > on or (filing.accepted_on is not None and checked_on < filing.accepted_on):
        found.append(
            Objection(_("核查日期应在受理之后、今天之前"), sources.SITE_CHECK, "checked_on", found=str(checked_on))
        )
    if not findings.strip():
        found.append(Objection(_("请填写核查情况"), sources.SITE_CHECK, "findings"))
    return found


def panel_favours(filing: Filing) -> bool | None:
    """What the last panel concluded, None without one."""
    return filing.panel_set.exclude(concluded_on=None).values_list("favours", flat=True).first()


def site_passed(filing: Filing) -> bool | None:
    """What the last check on site found, None without one."""
    return filing.sitecheck_set.values_list("is_passed", flat=True).first()


def panels_of(filing: Filing) -> QuerySet[Panel]:
    """The panels drawn for an application, newest first, with seats and experts; for the authority's eyes."""
    seats: Prefetch[Any, Any, Any] = Prefetch("seats", PanelSeat.objects.select_related("expert__user"))
    return filing.panel_set.prefetch_related(seats)
