"""Who applies where in the demo country, and how far each matter goes."""

from datetime import timedelta
from typing import Final

from institutions.rules.words import Kind
from institutions.seed import country as cases
from institutions.seed.country import EXPERTS, Plan, enlist_expert, settle
from institutions.services import keeping
from portal.announcements.models import PublicityList
from portal.announcements.services import publicity
from portal.seed.country import Country

EVALUATION, INSPECTION = Kind.EVALUATION, Kind.INSPECTION
#: Announced last, so that something waits to be told to the credit platform.
FRESH: Final = Plan(
    "郑州永安安全评价有限公司", "410105", "yongan.clerk", EVALUATION, "evaluation-chemical", cases.announced
)
PLANS: Final = (
    Plan("河南安平安全评价有限公司", "410105", "anping.clerk", EVALUATION, "evaluation-chemical", cases.just_a_draft),
    Plan("河南中正安全技术有限公司", "410104", "zhongzheng.clerk", EVALUATION, "evaluation-coal", cases.waiting),
    Plan("洛阳衡信安全评价有限公司", "410305", "hengxin.clerk", EVALUATION, "evaluation-metallurgy", cases.to_correct),
    Plan("平顶山科安矿山安全评价有限公司", "410402", "kean.clerk", EVALUATION, "evaluation-coal", cases.under_review),
    Plan("焦作博安检测检验有限公司", "410802", "boan.clerk", INSPECTION, "inspection-coal", cases.with_experts),
    Plan("新乡瑞安安全技术有限公司", "410702", "ruian.clerk", EVALUATION, "evaluation-chemical", cases.to_review),
    Plan("安阳金盾安全评价有限公司", "410502", "jindun.clerk", EVALUATION, "evaluation-metallurgy", cases.to_sign),
    Plan("河南华安安全科技有限公司", "410104", "huaan.clerk", EVALUATION, "evaluation-oil-gas", cases.long_standing),
    Plan(
        "南阳国泰检测检验有限公司",
        "411303",
        "guotai.clerk",
        INSPECTION,
        "inspection-chemical",
        cases.about_to_expire,
    ),
    Plan("武汉长江安全评价有限公司", "420106", "changjiang.clerk", EVALUATION, "evaluation-pipeline", cases.changing),
    Plan("宜昌三峡安全技术有限公司", "420502", "sanxia.clerk", EVALUATION, "evaluation-mining", cases.refused),
    Plan("襄阳汉水安全评价有限公司", "420602", "hanshui.clerk", EVALUATION, "evaluation-fireworks", cases.taken_back),
    Plan("武汉楚安安全评价有限公司", "420111", "chuan.clerk", EVALUATION, "evaluation-coal", cases.given_up),
    Plan("开封汴安安全评价有限公司", "410202", "bianan.clerk", EVALUATION, "evaluation-chemical", cases.being_heard),
    Plan("信阳固安检测检验有限公司", "411502", "guan.clerk", INSPECTION, "inspection-coal", cases.just_told),
    Plan("许昌众安安全评价有限公司", "411002", "zhongan.clerk", EVALUATION, "evaluation-mining", cases.short_of_people),
    Plan("黄石大冶检测检验有限公司", "420202", "daye.clerk", INSPECTION, "inspection-metallurgy", cases.suspended),
)


def grow(country: Country) -> None:
    """Experts of two provinces, then a dozen institutions in all states."""
    for province, prefix in (("410000", "henan"), ("420000", "hubei")):
        for number in range(1, EXPERTS + 1):
            enlist_expert(country, province, f"{prefix}.expert{number}")
    for plan in PLANS:
        plan.journey(settle(country, plan))
    keeping.sweep(on=country.on)
    hand_over_what_is_old(country)
    FRESH.journey(settle(country, FRESH))


def hand_over_what_is_old(country: Country) -> None:
    """The credit platform has had the lists; what comes after waits for its day."""
    day = country.on - timedelta(days=2)
    publicity.compose_all(on=day)
    for row in PublicityList.objects.pending().order_by("pk"):
        officer = country.user("henan.officer" if row.region_id == "410000" else "hubei.officer")
        publicity.hand_over(row, receipt=f"信用{row.day:%Y%m%d}", by=officer, on=day)
