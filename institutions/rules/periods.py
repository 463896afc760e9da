"""The periods of a filing's and a qualification's life, and the days they end on."""

from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

from institutions.rules import sources
from institutions.rules.dates import add_months, add_years
from institutions.rules.words import Ground, Regime
from portal.law import Figure
from portal.law import phrase as _

if TYPE_CHECKING:
    from portal.figures.table import Figures

REGIME: Final = Figure(
    "institution_regime",
    Regime.ANNOUNCEMENT,
    "choice",
    sources.REVIEW_AND_ANNOUNCE,
    _("机构管理方式（条件审查公告 condition_announcement 或资质认可 license）"),
)
ACCEPT_WITHIN: Final = Figure(
    "institution_accept_within", 5, "working_days", sources.CORRECTION, _("受理或者一次性告知补正的期限")
)
CORRECT_WITHIN: Final = Figure(
    "institution_correct_within",
    30,
    "calendar_days",
    sources.PRACTICE.article(3, confirmed=False),
    _("补正期限，逾期视为撤回"),
    confirmed=False,
)
CORRECT_WARNING: Final = Figure(
    "institution_correct_warning",
    7,
    "calendar_days",
    sources.PRACTICE.article(3, confirmed=False),
    _("补正期限届满前的提醒"),
    confirmed=False,
)
DECIDE_WITHIN: Final = Figure(
    "institution_decide_within", 20, "working_days", sources.DECIDE, _("自受理之日起作出决定的期限")
)
EXTEND_BY: Final = Figure("institution_extend_by", 10, "working_days", sources.DECIDE, _("经负责人批准可以延长的期限"))
EXPERT_REVIEW_LIMIT: Final = Figure(
    "institution_expert_review_limit",
    3,
    "months",
    sources.EXPERT_REVIEW,
    _("不计入审查期限的专家评审时间上限"),
    confirmed=False,
)
CERTIFY_WITHIN: Final = Figure(
    "institution_certify_within", 10, "working_days", sources.DELIVER, _("颁发、送达资质证书的期限")
)
VALID_YEARS: Final = Figure("qualification_valid_years", 5, "years", sources.VALIDITY, _("资质有效期"))
RENEW_BEFORE: Final = Figure(
    "qualification_renew_before", 3, "months", sources.VALIDITY, _("有效期届满前申请延续的期限"), confirmed=False
)
CHANGE_WITHIN: Final = Figure(
    "qualification_change_within", 30, "calendar_days", sources.CHANGE, _("变更后提出申请的期限"), confirmed=False
)
SCOPE_CHANGE_AFTER: Final = Figure(
    "qualification_scope_change_after",
    1,
    "years",
    sources.SCOPE_CHANGE,
    _("取得资质后可以申请变更业务范围的年限"),
    confirmed=False,
)
BAR_FALSE_MATERIALS: Final = Figure(
    "institution_bar_false_materials", 1, "years", sources.FALSE_MATERIALS, _("提供虚假材料后不得再次申请的年限")
)
BAR_FRAUD: Final = Figure(
    "institution_bar_fraud", 3, "years", sources.FRAUD, _("以欺骗、贿赂等手段取得后不得再次申请的年限")
)
RECONSIDER_WITHIN: Final = Figure("reconsider_within", 60, "calendar_days", sources.RECONSIDER, _("申请行政复议的期限"))
SUE_WITHIN: Final = Figure("sue_within", 6, "months", sources.SUE, _("提起行政诉讼的期限"))

RECTIFY_WITHIN: Final = Figure(
    "institution_rectify_within",
    60,
    "calendar_days",
    sources.KEEP_UP,
    _("不再符合条件的机构的整改期限（30 至 90 日）"),
    confirmed=False,
)

#: Days before a certificate expires on which its holder is reminded.
EXPIRY_REMINDERS: Final = (90, 60, 30)


def last_day(valid_from: date, figures: "Figures") -> date:
    """The last day a qualification holds: the day before its fifth anniversary."""
    return add_years(valid_from, figures.days(VALID_YEARS)) - timedelta(days=1)


def renew_by(valid_to: date, figures: "Figures") -> date:
    """The last day on which a renewal may be applied for."""
    return add_months(valid_to, -figures.days(RENEW_BEFORE))


def change_by(changed_on: date, figures: "Figures") -> date:
    """The last day on which a change is notified in time."""
    return changed_on + timedelta(days=figures.days(CHANGE_WITHIN))


def panel_ends_by(told_on: date, figures: "Figures") -> date:
    """The day after which the expert review no longer stops the clock."""
    return add_months(told_on, figures.days(EXPERT_REVIEW_LIMIT))


def barred_until(ground: Ground, since: date, figures: "Figures") -> date | None:
    """The first day an application is possible again; None where the ground fixes no term."""
    years = {Ground.FALSE_MATERIALS: BAR_FALSE_MATERIALS, Ground.FRAUD: BAR_FRAUD}.get(ground)
    return add_years(since, figures.days(years)) if years else None
