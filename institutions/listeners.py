"""On hearing of a fact: tell the people it concerns, once each."""

from collections.abc import Iterable

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from institutions import events
from institutions.models import Filing, Proceeding, Qualification
from institutions.models.choices import Measure
from institutions.services import publicity
from institutions.services.recipients import clerks_of, officials_of
from portal.access import Role
from portal.accounts.models import User
from portal.database.kept import kept
from portal.events import listens
from portal.notifications.services import notify, tell_organisation

Fact = events.FilingFact | events.QualificationFact | events.ProceedingFact


def tell(fact: Fact, users: Iterable[User], event: str, title: str, body: str = "", *, turn: int | None = None) -> None:
    """One message an event and person; the key makes a second telling harmless."""
    notify(users, f"institutions.{event}", title, body, "", key=key_of(fact, event, turn))


def key_of(fact: Fact, event: str, turn: int | None = None) -> str:
    """What makes this event one; what may happen twice in a day is told apart by its `turn`."""
    return f"institutions.{event}:{fact.number}:{fact.on}" + (f":{turn}" if turn is not None else "")


def tell_applicant(fact: events.FilingFact, event: str, title: str, body: str = "") -> Filing:
    """The applicant's people, and its own systems."""
    filing: Filing = _numbered.first(fact.number)
    tell(fact, clerks_of(filing.organisation_id, fact.on), event, title, body, turn=filing.version)
    tell_organisation(
        filing.organisation,
        f"institutions.{event}",
        {"number": fact.number, "on": fact.on.isoformat()},
        key=key_of(fact, event, filing.version),
    )
    return filing


@kept
def _numbered(number: str) -> QuerySet[Filing]:
    return Filing.objects.filter(number=number).select_related("organisation", "region")


@listens(events.FilingSubmitted)
def tell_of_submission(fact: events.FilingSubmitted) -> None:
    words = {"number": fact.number}
    title = _("已收到补正材料 %(number)s") if fact.is_correction else _("已收到申请 %(number)s")
    filing = tell_applicant(fact, "submitted", title % words, _("将在五个工作日内决定是否受理。"))
    officers = officials_of(fact.region, fact.on, Role.OFFICER)
    tell(fact, officers, "received", _("新的申请 %(number)s 待受理") % words, filing.title, turn=filing.version)


@listens(events.FilingAccepted)
def tell_of_acceptance(fact: events.FilingAccepted) -> None:
    title = _("申请 %(number)s 视为受理") if fact.is_deemed else _("申请 %(number)s 已受理")
    body = _("应在 %(day)s 前作出决定。") % {"day": fact.due_on}
    filing = tell_applicant(fact, "accepted", title % {"number": fact.number}, body)
    if fact.is_deemed:
        officials = officials_of(filing.region_id, fact.on, Role.OFFICER, Role.APPROVER)
        tell(fact, officials, "deemed-accepted", title % {"number": fact.number}, body)


@listens(events.CorrectionRequired)
def tell_of_correction(fact: events.CorrectionRequired) -> None:
    tell_applicant(
        fact,
        "correction",
        _("申请 %(number)s 需要补正") % {"number": fact.number},
        _("共 %(items)s 项，请在 %(day)s 前补正。") % {"items": fact.items, "day": fact.due_on},
    )


@listens(events.AcceptanceRefused)
def tell_of_refused_acceptance(fact: events.AcceptanceRefused) -> None:
    tell_applicant(
        fact, "not-accepted", _("申请 %(number)s 不予受理") % {"number": fact.number}, "；".join(fact.reasons)
    )


@listens(events.FilingWithdrawn)
def tell_of_withdrawal(fact: events.FilingWithdrawn) -> None:
    title = _("申请 %(number)s 逾期未补正，视为撤回") if fact.is_lapse else _("申请 %(number)s 已撤回")
    filing = tell_applicant(fact, "withdrawn", title % {"number": fact.number})
    tell(fact, officials_of(filing.region_id, fact.on), "withdrawn-told", title % {"number": fact.number})


@listens(events.ExpertReviewConvened)
def tell_of_expert_review(fact: events.ExpertReviewConvened) -> None:
    tell_applicant(
        fact,
        "expert-review",
        _("申请 %(number)s 进入专家评审") % {"number": fact.number},
        _("审查期限中止，最长至 %(day)s。") % {"day": fact.ends_by},
    )


@listens(events.SeatAssigned)
def ask_expert(fact: events.SeatAssigned) -> None:
    tell(
        fact,
        User.objects.filter(pk=fact.user),
        "seat",
        _("请评审申请 %(number)s") % {"number": fact.number},
        _("请先作出利益冲突声明。"),
    )


@listens(events.ExpertReviewConcluded)
def tell_of_conclusion(fact: events.ExpertReviewConcluded) -> None:
    tell_applicant(fact, "expert-review-over", _("申请 %(number)s 专家评审结束，恢复计时") % {"number": fact.number})


@listens(events.DecisionExtended)
def tell_of_extension(fact: events.DecisionExtended) -> None:
    tell_applicant(
        fact,
        "extended",
        _("申请 %(number)s 延长审查期限至 %(day)s") % {"number": fact.number, "day": fact.due_on},
        fact.reason,
    )


@listens(events.FilingDecided)
def tell_of_decision(fact: events.FilingDecided) -> None:
    title = _("申请 %(number)s 审查合格") if fact.is_granted else _("申请 %(number)s 审查不合格")
    body = "；".join(fact.reasons) or _("决定书：%(document)s") % {"document": fact.document}
    tell_applicant(fact, "decided", title % {"number": fact.number}, body)


def tell_holder(fact: events.QualificationFact, event: str, title: str, body: str = "") -> Qualification:
    """The holder's people, and its own systems."""
    row = Qualification.objects.select_related("organisation").get(number=fact.number)
    tell(fact, clerks_of(row.organisation_id, fact.on), event, title, body)
    tell_organisation(
        row.organisation,
        f"institutions.{event}",
        {"number": fact.number, "on": fact.on.isoformat()},
        key=key_of(fact, event),
    )
    return row


@listens(events.ConditionsLost)
def tell_of_lost_conditions(fact: events.ConditionsLost) -> None:
    conditions = "、".join(fact.conditions)
    title = _("资质 %(number)s 有条件不再符合") % {"number": fact.number}
    body = _("请在 %(day)s 前整改：%(conditions)s。") % {"day": fact.rectify_by, "conditions": conditions}
    row = tell_holder(fact, "conditions-lost", title, body)
    tell(fact, officials_of(row.region_id, fact.on), "conditions-lost-found", title, conditions)


@listens(events.ConditionsRegained)
def tell_of_regained_conditions(fact: events.ConditionsRegained) -> None:
    title = _("资质 %(number)s 已重新符合全部条件") % {"number": fact.number}
    row = tell_holder(fact, "conditions-regained", title)
    tell(fact, officials_of(row.region_id, fact.on), "conditions-regained-found", title)


def tell_party(fact: events.ProceedingFact, event: str, title: str, body: str = "") -> Proceeding:
    """The party's people, and its own systems."""
    row = Proceeding.objects.select_related("organisation").get(number=fact.number)
    tell(fact, clerks_of(row.organisation_id, fact.on), event, title, body)
    tell_organisation(
        row.organisation,
        f"institutions.{event}",
        {"number": fact.number, "on": fact.on.isoformat()},
        key=key_of(fact, event),
    )
    return row


@listens(events.RightsTold)
def tell_of_rights(fact: events.RightsTold) -> None:
    words = {"number": fact.number, "measure": Measure(fact.measure).label, "day": fact.until}
    body = _("可以在 %(day)s 前陈述申辩或者申请听证。") if fact.may_be_heard else _("可以在 %(day)s 前陈述申辩。")
    tell_party(fact, "rights-told", _("案件 %(number)s 拟作出处理：%(measure)s") % words, body % words)


@listens(events.StatementMade)
def tell_of_statement(fact: events.StatementMade) -> None:
    row = Proceeding.objects.get(number=fact.number)
    title = _("案件 %(number)s 收到陈述申辩意见") % {"number": fact.number}
    tell(fact, officials_of(row.region_id, fact.on), "statement-made", title, turn=row.statement_set.count())


@listens(events.HearingAsked)
def tell_of_hearing_asked(fact: events.HearingAsked) -> None:
    row = Proceeding.objects.get(number=fact.number)
    title = _("案件 %(number)s 当事人申请听证") % {"number": fact.number}
    body = _("应在 %(day)s 前组织听证。") % {"day": fact.hold_by}
    tell(fact, officials_of(row.region_id, fact.on, Role.OFFICER, Role.APPROVER), "hearing-asked", title, body)


@listens(events.HearingAnnounced)
def tell_of_hearing(fact: events.HearingAnnounced) -> None:
    words = {"number": fact.number, "day": fact.held_on, "place": fact.place}
    title = _("案件 %(number)s 将于 %(day)s 举行听证") % words
    tell_party(fact, "hearing-announced", title, _("地点：%(place)s") % words)
    tell(fact, User.objects.filter(pk=fact.chair), "hearing-to-chair", title, _("请您主持。"))


@listens(events.ProceedingDecided)
def tell_of_proceeding_decided(fact: events.ProceedingDecided) -> None:
    words = {"number": fact.number, "measure": Measure(fact.measure).label, "document": fact.document}
    title = _("案件 %(number)s 已作出决定：%(measure)s") if fact.is_imposed else _("案件 %(number)s 终止，不予处理")
    tell_party(fact, "proceeding-decided", title % words, _("文书：%(document)s") % words)


@listens(events.QualificationMoved)
def tell_the_platform(fact: events.QualificationMoved) -> None:
    """What was told of the licence is told anew where it has ended."""
    row = Qualification.objects.get(number=fact.number)
    publicity.follow_state(row, reason=fact.reason or str(row.state_label), on=fact.on)
