"""The terms that bind every authority alike, each with its clause; a chapter's own stand in its rules."""

from datetime import date
from typing import Final

from portal.law import Figure, Instrument
from portal.law import phrase as _
from portal.law.instruments import (
    CIVIL_CODE,
    DISCLOSURE,
    DUAL_PUBLICITY,
    LICENSING,
    PENALTIES,
    RECONSIDERATION,
    WORK_SAFETY,
)

HOLIDAYS: Final = Instrument("holidays", "全国年节及纪念日放假办法")
ENTERPRISE_PUBLICITY: Final = Instrument(
    "enterprise-publicity", "企业信息公示暂行条例", "国务院令第654号", date(2014, 10, 1)
)
RANDOM_INSPECTION: Final = Instrument(
    "random-inspection", "关于全面推进“双随机、一公开”监管工作的通知", "国市监信〔2019〕38号"
)

#: CLK-R01: terms of licensing are counted in working days.
LICENCE_DAYS_ARE_WORKED: Final = LICENSING.article(82)
#: CLK-R02: of the terms in days of the Penalties Law, those of two, three, five and seven are working days.
SHORT_PENALTY_DAYS_ARE_WORKED: Final = PENALTIES.article(85)
SHORT_TERMS: Final = frozenset({2, 3, 5, 7})
#: CLK-R03: the day of the event does not count; a last day off moves to the next day worked.
STARTS_THE_DAY_AFTER: Final = CIVIL_CODE.article(201, confirmed=False)
ENDS_ON_A_DAY_WORKED: Final = CIVIL_CODE.article(203, confirmed=False)
#: CLK-R05: silence accepts, from the day the papers came in.
ACCEPTED_BY_SILENCE: Final = LICENSING.article(32, 1, 4)
#: CLK-R07: extended once, by the head of the authority, with the reason told.
EXTENDED_ONCE: Final = LICENSING.article(42)
#: CLK-R10: hearings, inspections, tests and expert review do not count, and the applicant is told so in writing.
SUSPENDED_IN_WRITING: Final = LICENSING.article(45)


def unit_of_penalty_term(days: int) -> str:
    """The unit a term in days of the Penalties Law is counted in (CLK-R02)."""
    return "working_days" if days in SHORT_TERMS else "calendar_days"


CORRECTION_NOTICE: Final = Figure(
    "clock.correction_notice", 5, "working_days", ACCEPTED_BY_SILENCE, _("一次性告知补正的期限")
)
LICENCE_DECISION: Final = Figure(
    "clock.licence_decision", 20, "working_days", LICENSING.article(42), _("作出行政许可决定的期限")
)
LICENCE_EXTENSION: Final = Figure(
    "clock.licence_extension", 10, "working_days", EXTENDED_ONCE, _("行政许可决定期限的延长")
)
FIRST_REVIEW: Final = Figure("clock.first_review", 20, "working_days", LICENSING.article(43), _("下级机关初审的期限"))
CERTIFICATE_DELIVERY: Final = Figure(
    "clock.certificate_delivery", 10, "working_days", LICENSING.article(44), _("颁发、送达许可证件的期限")
)
LICENCE_HEARING_REQUEST: Final = Figure(
    "clock.licence_hearing_request", 5, "working_days", LICENSING.article(47), _("申请许可听证的期限")
)
LICENCE_HEARING: Final = Figure(
    "clock.licence_hearing", 20, "working_days", LICENSING.article(47), _("组织许可听证的期限")
)
LICENCE_HEARING_NOTICE: Final = Figure(
    "clock.licence_hearing_notice", 7, "working_days", LICENSING.article(48), _("许可听证前的通知")
)
RENEWAL_APPLICATION: Final = Figure(
    "clock.renewal_application", 30, "working_days", LICENSING.article(50), _("有效期届满前提出延续申请")
)
FALSE_MATERIALS_BAR: Final = Figure(
    "clock.false_materials_bar", 1, "years", LICENSING.article(78), _("隐瞒情况或者提供虚假材料后不得再次申请的期间")
)
FRAUD_BAR: Final = Figure(
    "clock.fraud_bar", 3, "years", LICENSING.article(79), _("以欺骗、贿赂等不正当手段取得许可后不得再次申请的期间")
)
PENALTY_DECISION: Final = Figure(
    "clock.penalty_decision", 90, "calendar_days", PENALTIES.article(60), _("作出行政处罚决定的期限")
)
PENALTY_HEARING_REQUEST: Final = Figure(
    "clock.penalty_hearing_request", 5, "working_days", PENALTIES.article(64), _("要求处罚听证的期限")
)
PENALTY_HEARING_NOTICE: Final = Figure(
    "clock.penalty_hearing_notice", 7, "working_days", PENALTIES.article(64), _("处罚听证前的通知")
)
PENALTY_SERVICE: Final = Figure(
    "clock.penalty_service", 7, "working_days", PENALTIES.article(61), _("当事人不在场时送达处罚决定书的期限")
)
PENALTY_WITHDRAWAL: Final = Figure(
    "clock.penalty_withdrawal", 3, "working_days", PENALTIES.article(48), _("撤回已公开的处罚决定信息的期限")
)
PENALTY_PUBLICITY: Final = Figure(
    "clock.penalty_publicity", 7, "working_days", WORK_SAFETY.article(78, 2), _("安全生产行政处罚信息公示的期限")
)
DUAL_PUBLICITY_TERM: Final = Figure(
    "clock.dual_publicity", 7, "working_days", DUAL_PUBLICITY.article(0), _("行政许可和行政处罚信息公示的期限")
)
PROACTIVE_DISCLOSURE: Final = Figure(
    "clock.proactive_disclosure", 20, "working_days", DISCLOSURE.article(26), _("主动公开政府信息的期限")
)
DISCLOSURE_CORRECTION: Final = Figure(
    "clock.disclosure_correction", 7, "working_days", DISCLOSURE.article(30), _("告知信息公开申请补正的期限")
)
DISCLOSURE_REPLY: Final = Figure(
    "clock.disclosure_reply", 20, "working_days", DISCLOSURE.article(33), _("答复信息公开申请的期限")
)
DISCLOSURE_EXTENSION: Final = Figure(
    "clock.disclosure_extension", 20, "working_days", DISCLOSURE.article(33), _("信息公开答复期限的延长上限")
)
THIRD_PARTY_OPINION: Final = Figure(
    "clock.third_party_opinion", 15, "working_days", DISCLOSURE.article(32), _("第三方提出意见的期限")
)
INSPECTION_PUBLICITY: Final = Figure(
    "clock.inspection_publicity",
    20,
    "working_days",
    RANDOM_INSPECTION.article(0, confirmed=False),
    _("双随机抽查结果公示的期限"),
    confirmed=False,
)
RECONSIDERATION_REQUEST: Final = Figure(
    "clock.reconsideration_request", 60, "calendar_days", RECONSIDERATION.article(20), _("申请行政复议的期限")
)
RECONSIDERATION_ACCEPTANCE: Final = Figure(
    "clock.reconsideration_acceptance", 5, "working_days", RECONSIDERATION.article(30), _("审查行政复议申请的期限")
)
RECONSIDERATION_DECISION: Final = Figure(
    "clock.reconsideration_decision", 60, "calendar_days", RECONSIDERATION.article(62), _("作出行政复议决定的期限")
)
PENALTY_LIMITATION: Final = Figure(
    "clock.penalty_limitation", 2, "years", PENALTIES.article(36), _("违法行为不再给予处罚的期间")
)
GRAVE_PENALTY_LIMITATION: Final = Figure(
    "clock.grave_penalty_limitation",
    5,
    "years",
    PENALTIES.article(36),
    _("涉及公民生命健康安全且有危害后果的违法行为不再给予处罚的期间"),
)
OWN_PUBLICITY: Final = Figure(
    "clock.own_publicity",
    20,
    "working_days",
    ENTERPRISE_PUBLICITY.article(10),
    _("企业自行公示许可和处罚信息的期限"),
    confirmed=False,
)
