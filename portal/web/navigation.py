"""What the portal itself plugs into its pages: announcements, verification, papers by their numbers, reports."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from portal.access import Role
from portal.access.roles import REGIONAL
from portal.announcements.states import OBJECTION
from portal.documents import verification
from portal.exchange.organisations import REGISTER
from portal.reports.declarations import OFFICERS
from portal.web import sockets


def papers_numbered(words: str) -> Iterator[sockets.Found]:
    """Public papers that bear this number or verification code."""
    for paper in verification.public_papers(words):
        yield sockets.Found(paper.title, paper.number, reverse("verify", args=[paper.code]), paper.organ.name)


sockets.menu.plug(
    sockets.MenuEntry(_("公告"), "announcements", "speakerphone", is_public=True),
    sockets.MenuEntry(_("公文核验"), "verify-form", "shield-check", is_public=True),
    sockets.MenuEntry(_("地区情况"), "places", "map-pin", roles=REGIONAL),
    sockets.MenuEntry(_("公告文件"), "bundles", "file-text", roles=REGIONAL),
    sockets.MenuEntry(_("合规核对"), "checks", "checklist", roles=REGIONAL),
    sockets.MenuEntry(_("双公示"), "publicity", "speakerphone", roles=REGIONAL),
    sockets.MenuEntry(_("统计报表"), "reports", "chart", roles=OFFICERS),
    sockets.MenuEntry(
        _("单位账号申请"),
        "accounts:registration-queue",
        "user-check",
        roles=frozenset({Role.OFFICER, Role.ORGANISATION_ADMIN}),
    ),
    sockets.MenuEntry(_("登记单位"), "organisation-enter", "plus", roles=REGIONAL),
    sockets.MenuEntry(_("导入单位名录"), "import", "table-import", roles=REGISTER.roles, args=(REGISTER.code,)),
    sockets.MenuEntry(_("数据推送"), "endpoints", "link", roles=frozenset({Role.ORGANISATION_ADMIN})),
    sockets.MenuEntry(_("后台任务"), "jobs", "clock", roles=frozenset(Role) - {Role.CLOCK}),
)
sockets.lookups.plug(sockets.Lookup(papers_numbered))
sockets.matter_pages.plug(sockets.MatterPage(OBJECTION.kind, "objection"))
