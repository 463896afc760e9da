"""Where this chapter's rules are written: the instruments, and the clauses they are cited by."""

from datetime import date
from typing import Final

from portal.law import Instrument
from portal.law.instruments import LICENSING, LITIGATION, OPINIONS, PENALTIES, RECONSIDERATION, WORK_SAFETY

#: Order No. 1 of 2019. Order No. 20 of 2026 revised it; until its text is loaded, these clauses stay unconfirmed.
MEASURES: Final = Instrument(
    "institution-measures", "安全评价检测检验机构管理办法", "应急管理部令第1号", date(2019, 5, 1)
)
#: What no law fixes and an office must settle all the same: proposals, changed in the table of figures.
PRACTICE: Final = Instrument("portal-practice", "平台运行约定")

REVIEW_AND_ANNOUNCE: Final = OPINIONS.article(1)

ASSETS: Final = MEASURES.article(6, item=1, confirmed=False)
WORKPLACE: Final = MEASURES.article(6, item=2, confirmed=False)
EVALUATORS: Final = MEASURES.article(6, item=3, confirmed=False)
EVALUATOR_RATIOS: Final = MEASURES.article(6, item=4, confirmed=False)
PROCESS_CONTROL: Final = MEASURES.article(6, item=5, confirmed=False)
COMMITMENT: Final = MEASURES.article(6, item=6, confirmed=False)
EVALUATION_POSTS: Final = MEASURES.article(6, item=7, confirmed=False)
WEBSITE: Final = MEASURES.article(6, item=8, confirmed=False)
GOOD_FAITH: Final = MEASURES.article(6, item=9, confirmed=False)

TESTING_ASSETS: Final = MEASURES.article(7, item=1, confirmed=False)
TESTING_WORKPLACE: Final = MEASURES.article(7, item=2, confirmed=False)
TESTING_STAFF: Final = MEASURES.article(7, item=3, confirmed=False)
TESTING_EXPERIENCE: Final = MEASURES.article(7, item=4, confirmed=False)
TESTING_COMMITMENT: Final = MEASURES.article(7, item=5, confirmed=False)
TESTING_POSTS: Final = MEASURES.article(7, item=6, confirmed=False)
TESTING_SYSTEM: Final = MEASURES.article(7, item=7, confirmed=False)
TESTING_WEBSITE: Final = MEASURES.article(7, item=8, confirmed=False)
TESTING_GOOD_FAITH: Final = MEASURES.article(7, item=9, confirmed=False)

GOVERNMENT_AFFILIATED: Final = MEASURES.article(8, confirmed=False)
APPLICATION: Final = MEASURES.article(9, confirmed=False)
ACCEPTANCE: Final = MEASURES.article(10, confirmed=False)
DECISION: Final = MEASURES.article(11, 1, confirmed=False)
EXPERT_REVIEW: Final = MEASURES.article(11, 2, confirmed=False)
CHANGE: Final = MEASURES.article(12, 1, confirmed=False)
RE_VERIFICATION: Final = MEASURES.article(12, 2, confirmed=False)
SCOPE_CHANGE: Final = MEASURES.article(12, 3, confirmed=False)
VALIDITY: Final = MEASURES.article(13, confirmed=False)
CANCELLATION: Final = MEASURES.article(14, confirmed=False)
SUPERVISION: Final = MEASURES.article(24, confirmed=False)
#: That the conditions are kept up for as long as the qualification is held (rule INS-R24); the term is a proposal.
KEEP_UP: Final = PRACTICE.article(8, confirmed=False)
ONE_INSTITUTION: Final = MEASURES.article(22, item=7, confirmed=False)

FALSE_REPORTS: Final = WORK_SAFETY.article(92)
TRUTHFUL_APPLICATION: Final = LICENSING.article(31)
REFUSE_ACCEPTANCE: Final = LICENSING.article(32, 1, 2)
CORRECTION: Final = LICENSING.article(32, 1, 4)
ACCEPT: Final = LICENSING.article(32, 1, 5)
SITE_CHECK: Final = LICENSING.article(34, 3)
WITHDRAW_APPLICATION: Final = PRACTICE.article(1, confirmed=False)
GRANT: Final = LICENSING.article(38, 1)
REASONS: Final = LICENSING.article(38, 2)
OPEN_DECISION: Final = LICENSING.article(40)
DECIDE: Final = LICENSING.article(42, 1)
DELIVER: Final = LICENSING.article(44)
TIME_EXCLUDED: Final = LICENSING.article(45)
RENEWAL: Final = LICENSING.article(50)
WITHDRAW_LICENCE: Final = LICENSING.article(8, 2)
REVOKE: Final = LICENSING.article(69)
#: That whoever a licence concerns may state and defend (the article was not read).
BE_HEARD: Final = LICENSING.article(7, confirmed=False)
LICENCE_HEARING: Final = LICENSING.article(47, 1)
HEARING: Final = LICENSING.article(48, 1)
HEARING_CHAIR: Final = LICENSING.article(48, 1, 3)
HEARING_RECORD: Final = LICENSING.article(48, 1, 5)
ON_THE_RECORD: Final = LICENSING.article(48, 2)
#: The penalty law's own rules of telling, stating and being heard.
TELL_BEFORE: Final = PENALTIES.article(44, confirmed=False)
STATEMENT: Final = PENALTIES.article(45, confirmed=False)
DECIDE_PENALTY: Final = PENALTIES.article(60)
PENALTY_HEARING_RIGHT: Final = PENALTIES.article(63)
PENALTY_HEARING: Final = PENALTIES.article(64)
FALSE_MATERIALS: Final = LICENSING.article(78)
FRAUD: Final = LICENSING.article(79)
IMPARTIALITY: Final = LICENSING.article(5, 1)
FOUR_EYES: Final = PRACTICE.article(2, confirmed=False)
RECONSIDER: Final = RECONSIDERATION.article(20, 1)
SUE: Final = LITIGATION.article(46, 1)
