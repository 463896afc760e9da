"""The figures the conditions are measured by; a dated row of the table of figures supersedes each."""

from typing import Final

from institutions.rules import sources
from portal.law import Figure
from portal.law import phrase as _

EVALUATION_ASSETS: Final = Figure(
    "evaluation_assets", 800, "CNY_10k", sources.ASSETS, _("安全评价机构固定资产"), confirmed=False
)
EVALUATION_WORKSPACE: Final = Figure(
    "evaluation_workspace", 1000, "m2", sources.WORKPLACE, _("安全评价机构工作场所建筑面积"), confirmed=False
)
ARCHIVE_ROOM: Final = Figure(
    "evaluation_archive_room", 100, "m2", sources.WORKPLACE, _("安全评价机构档案室面积"), confirmed=False
)
EVALUATORS: Final = Figure(
    "evaluation_evaluators", 25, "persons", sources.EVALUATOR_RATIOS, _("单一业务范围专职安全评价师"), confirmed=False
)
EVALUATORS_MORE: Final = Figure(
    "evaluation_evaluators_more",
    5,
    "persons",
    sources.EVALUATOR_RATIOS,
    _("每增加一个业务范围增加的专职安全评价师"),
    confirmed=False,
)
LEVEL_ONE: Final = Figure(
    "evaluation_level_one", 20, "percent", sources.EVALUATOR_RATIOS, _("一级安全评价师比例"), confirmed=False
)
LEVEL_TWO: Final = Figure(
    "evaluation_level_two", 50, "percent", sources.EVALUATOR_RATIOS, _("一级和二级安全评价师比例"), confirmed=False
)
EVALUATION_ENGINEERS: Final = Figure(
    "evaluation_engineers",
    30,
    "percent",
    sources.EVALUATOR_RATIOS,
    _("安全评价机构中级及以上注册安全工程师比例"),
    confirmed=False,
)
DIRECTOR_YEARS: Final = Figure(
    "evaluation_director_years", 8, "years", sources.EVALUATION_POSTS, _("专职技术负责人从业年限"), confirmed=False
)
INSPECTION_ASSETS: Final = Figure(
    "inspection_assets", 1000, "CNY_10k", sources.TESTING_ASSETS, _("检测检验机构固定资产"), confirmed=False
)
INSPECTION_WORKSPACE: Final = Figure(
    "inspection_workspace",
    1000,
    "m2",
    sources.TESTING_WORKPLACE,
    _("检测检验机构工作场所（含实验室）建筑面积"),
    confirmed=False,
)
EQUIPMENT_VALUE: Final = Figure(
    "inspection_equipment_value",
    800,
    "CNY_10k",
    sources.TESTING_WORKPLACE,
    _("检测检验设施设备原值"),
    confirmed=False,
)
INSPECTION_STAFF: Final = Figure(
    "inspection_staff", 25, "persons", sources.TESTING_STAFF, _("单一业务范围专业技术人员"), confirmed=False
)
INSPECTION_STAFF_MORE: Final = Figure(
    "inspection_staff_more",
    5,
    "persons",
    sources.TESTING_STAFF,
    _("每增加一个业务范围增加的专业技术人员"),
    confirmed=False,
)
INSPECTION_ENGINEERS: Final = Figure(
    "inspection_engineers",
    30,
    "percent",
    sources.TESTING_STAFF,
    _("检测检验机构中级及以上注册安全工程师比例"),
    confirmed=False,
)
MIDDLE_TITLES: Final = Figure(
    "inspection_middle_titles", 50, "percent", sources.TESTING_STAFF, _("中级及以上技术职称比例"), confirmed=False
)
SENIOR_TITLES: Final = Figure(
    "inspection_senior_titles", 25, "percent", sources.TESTING_STAFF, _("高级技术职称比例"), confirmed=False
)
STAFF_YEARS: Final = Figure(
    "inspection_staff_years", 2, "years", sources.TESTING_EXPERIENCE, _("专业技术人员从业年限"), confirmed=False
)
LEADER_YEARS: Final = Figure(
    "inspection_leader_years", 8, "years", sources.TESTING_POSTS, _("检测检验三类负责人从业年限"), confirmed=False
)
INSURED_MONTHS: Final = Figure(
    "institution_insured_months",
    1,
    "months",
    sources.PRACTICE.article(7, confirmed=False),
    _("计入专职人员所需的本单位社会保险月数"),
    confirmed=False,
)
BREACH_YEARS: Final = Figure(
    "institution_breach_years", 3, "years", sources.GOOD_FAITH, _("无重大违法失信记录年限"), confirmed=False
)
