"""What this chapter plugs into the pages: menu, tile, figures, the organisation's panel, lookups."""

from collections.abc import Iterable
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from institutions.models import ConditionFinding, Filing, Qualification
from institutions.rules import sources
from institutions.services import keeping
from portal.access import Role
from portal.access.roles import REGIONAL
from portal.accounts.models import User
from portal.parties.models import Organisation
from portal.web import sockets

OFFICIALS = frozenset({Role.OFFICER, Role.REVIEWER, Role.APPROVER})


def public_figures(on: date) -> Iterable[sockets.Figure]:
    """How many institutions hold a qualification today, by kind."""
    counts = Qualification.objects.in_force(on).by_kind()
    register = reverse("institutions:register")
    for kind, label, count in counts:
        yield sockets.Figure(label, count, _("现行有效"), f"{register}?kind={kind}&state=active")
    yield sockets.Figure(_("在办申请"), Filing.objects.open().handed_in().count(), _("已提交尚未办结"))


def office_figures(user: User, on: date) -> Iterable[sockets.Figure]:
    """The figures of my region (domain statistics 2.7 that this life can feed)."""
    rows = Filing.objects.all().visible_to(user)
    month = on.replace(day=1)
    docket = reverse("docket")
    received, decided, deemed = rows.month_counts(month)
    yield sockets.Figure(_("本月收件"), received, _("本月首次提交的申请"), docket)
    yield sockets.Figure(_("本月办结"), decided, _("本月作出决定的申请"))
    yield sockets.Figure(_("本月视为受理"), deemed, _("五个工作日内未告知，依法视为受理"))
    held = Qualification.objects.all().visible_to(user)
    yield sockets.Figure(
        _("有效资质"), held.in_force(on).count(), _("辖区内现行有效"), reverse("institutions:register")
    )


def in_force_by_province(on: date) -> dict[str, int]:
    """Qualifications in force by the province that granted them."""
    return Qualification.objects.in_force(on).by_region()


def register_of(province: str) -> str:
    return f"{reverse('institutions:register')}?region={province}&state=active&state=rectifying"


def own_figures(user: User, on: date) -> Iterable[sockets.Figure]:
    """What an institution has to put right, and what of it is late."""
    rows = ConditionFinding.objects.all().visible_to(user)
    findings = reverse("institutions:findings")
    yield sockets.Figure(
        _("待整改的条件"), rows.standing().count(), _("每夜核对，现不再符合的资质条件"), f"{findings}?standing=standing"
    )
    yield sockets.Figure(
        _("逾期未整改"), rows.late(on).count(), _("超过整改期限仍不符合的条件"), f"{findings}?standing=late"
    )


def findings_seen(user: User) -> int:
    return ConditionFinding.objects.all().visible_to(user).standing().count()


def conditions_of(organisation: Organisation, on: date) -> Iterable[sockets.Weighed]:
    """Each condition of each qualification the organisation may work on that day."""
    for row in Qualification.objects.in_force(on).filter(organisation=organisation).select_related("region"):
        for one in keeping.explain(row, on=on):
            yield sockets.Weighed(one.name, one.required, one.found, one.is_met, one.basis)


def panel(organisation: Organisation, on: date) -> sockets.PanelContent | None:
    """Whether the organisation may work as an institution today."""
    rows = list(
        organisation.qualifications.published()
        .with_force(on)
        .select_related("announcement", "region")
        .prefetch_related("scopes__business")
    )
    if not rows:
        return None
    in_force = [row for row in rows if row.is_in_force]
    if in_force:
        names = "、".join(str(row.get_kind_display()) for row in in_force)
        sentence, tone = _now("可以承接%(kinds)s业务，资质有效。") % {"kinds": names}, "good"
    else:
        sentence, tone = _now("现无有效的机构资质，不得承接相关业务。"), "bad"
    return sockets.PanelContent(
        "institutions/_panel.html", {"rows": rows, "today": on}, on, sources.OPEN_DECISION, sentence, tone
    )


def lookup(number: str) -> Iterable[sockets.Found]:
    """A qualification of this number."""
    for row in Qualification.objects.published().filter(number__iexact=number).select_related("organisation"):
        url = reverse("institutions:qualification", args=[row.number])
        yield sockets.Found(row.organisation.name, row.number, url, row.state_label)


sockets.menu.plug(
    sockets.MenuEntry(_("机构名录"), "institutions:register", "building", is_public=True),
    sockets.MenuEntry(_("我的申请"), "institutions:filings", "file", frozenset({Role.APPLICANT})),
    sockets.MenuEntry(_("辖区机构"), "institutions:qualifications", "building", frozenset(REGIONAL)),
    sockets.MenuEntry(_("资质处理"), "institutions:proceedings", "gavel", frozenset({*REGIONAL, Role.APPLICANT})),
    sockets.MenuEntry(_("条件保持"), "institutions:findings", "checklist", frozenset({Role.APPLICANT})),
    sockets.MenuEntry(_("专家评审"), "institutions:seats", "users", frozenset({Role.EXPERT})),
)
sockets.tiles.plug(
    sockets.Tile(
        _("技术服务机构"),
        _("安全评价、检测检验机构的条件审查、公告与名录。"),
        "institutions:register",
        "building",
        _("指导意见（一）至（三）"),
    ),
)
sockets.public_figures.plug(sockets.PublicFigures(public_figures))
sockets.measures.plug(
    sockets.Measure(
        "institutions",
        _("有效机构资质"),
        _("现行有效（含限期整改）的安全评价、检测检验机构资质，按审查机关所在省统计。"),
        in_force_by_province,
        register_of,
    ),
)
sockets.cards.plug(sockets.Card(office_figures, frozenset(REGIONAL)))
sockets.panels.plug(sockets.Panel(_("技术服务机构资质"), panel))
sockets.cards.plug(sockets.Card(own_figures, frozenset({Role.APPLICANT})))
sockets.checks.plug(
    sockets.Check(
        "institutions.conditions",
        _("持有资质的机构是否持续符合条件"),
        sources.KEEP_UP,
        keeping.short,
        conditions_of,
        findings_seen,
        "institutions:findings",
    )
)
sockets.lookups.plug(sockets.Lookup(lookup))
sockets.starts.plug(
    sockets.Start(
        _("申请条件审查"),
        _("安全评价或检测检验机构首次申请、变更、延续、注销。"),
        "institutions:filing-start",
        "file",
        frozenset({Role.APPLICANT}),
    ),
)
sockets.matter_pages.plug(
    sockets.MatterPage("institutions.filing", "institutions:filing"),
    sockets.MatterPage("institutions.proceeding", "institutions:proceeding"),
    sockets.MatterPage("institutions.qualification", "institutions:qualification-file"),
)
