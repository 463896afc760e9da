"""The papers announcements itself needs: the general one, the withdrawal."""

from typing import Final

from django.utils.translation import gettext_lazy as _

from portal.documents.papers import ANNOUNCEMENTS, Layout, Paper

_SAMPLE: Final = {
    "paragraphs": ["根据《安全评价检测检验机构管理办法》的规定，经审查，下列机构符合规定条件，现予公告。"],
    "rows": [
        ("机构名称", "河南安评技术有限公司"),
        ("统一社会信用代码", "91410000MA40000017"),
        ("业务范围", "金属、非金属矿及其他矿采选业；陆上油气管道运输业"),
    ],
    "objection_until": "2026年10月29日",
}
GENERAL: Final = Paper(
    "announcement",
    _("公告"),
    "portal/papers/announcement.html",
    series=ANNOUNCEMENTS,
    layout=Layout.OFFICIAL,
    is_public=True,
    sample=_SAMPLE,
)
WITHDRAWAL: Final = Paper(
    "announcement-withdrawal",
    _("关于撤回公告的公告"),
    "portal/papers/announcement_withdrawal.html",
    series=ANNOUNCEMENTS,
    layout=Layout.OFFICIAL,
    is_public=True,
    sample={"old_number": "2026年第5号", "old_date": "2026年10月22日", "reason": "经核查，公告所列业务范围有误"},
)
