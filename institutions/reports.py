"""The chapter's reports: how fast filings are handled, and who holds what where."""

from collections.abc import Iterable, Mapping
from typing import Any, Final

from django.utils.translation import gettext_lazy as _

from institutions.models import Filing, Qualification
from institutions.querysets import statistics
from institutions.rules import periods, sources
from portal.regions.models import Region
from portal.reports.declarations import Chart, Column, Kind, Report, declare
from portal.reports.periods import Cycle, Period

DAYS: Final[dict[str, Any]] = {"kind": Kind.DECIMAL, "unit": _("日")}


def efficiency(period: Period, region: Region) -> Iterable[Mapping[str, Any]]:
    """One line for each kind of institution, of what was handled in the period in the region and below."""
    rows = Filing.objects.handed_in().filter(region__path__startswith=region.path)
    return statistics.efficiency(rows, period.start, period.until)


def standing(period: Period, region: Region) -> Iterable[Mapping[str, Any]]:
    """One line for each kind of institution: who held a qualification on the last day of the period."""
    rows = Qualification.objects.filter(region__path__startswith=region.path)
    return statistics.standing(rows, period.start, period.until)


EFFICIENCY: Final = declare(
    Report(
        "institutions-efficiency",
        _("机构条件审查办理效能月报"),
        Cycle.MONTHLY,
        (
            Column("kind", _("机构类别"), _("安全评价或检测检验"), Kind.TEXT),
            Column("received", _("收件"), _("当月首次提交的申请"), sums=True),
            Column("accepted", _("受理"), _("当月受理的申请，含视为受理"), sums=True, basis=sources.ACCEPT),
            Column("deemed", _("视为受理"), _("逾五个工作日未告知而视为受理"), sums=True, basis=sources.CORRECTION),
            Column("decided", _("办结"), _("当月作出决定的申请"), sums=True),
            Column("granted", _("合格"), _("当月决定审查合格的申请"), sums=True),
            Column("average", _("平均办理"), _("受理至决定的日历日，含依法中止"), **DAYS),
            Column("slowest", _("95% 办理"), _("九成五的申请在这么多日历日内决定"), **DAYS),
            Column("suspended", _("平均中止"), _("专家评审等依法不计入的日历日"), basis=sources.TIME_EXCLUDED, **DAYS),
            Column("overdue", _("逾期在办"), _("期末已超过法定期限而未决定的申请"), sums=True),
        ),
        efficiency,
        chart=Chart("kind", ("received", "decided", "overdue")),
        basis=periods.DECIDE_WITHIN.basis,
        note=_("按受理机关所在地区统计；单个单位的数据不对外提供。"),
    )
)
STANDING: Final = declare(
    Report(
        "institutions-standing",
        _("技术服务机构资质季报"),
        Cycle.QUARTERLY,
        (
            Column("kind", _("机构类别"), _("安全评价或检测检验"), Kind.TEXT),
            Column("held", _("期末有效"), _("期末最后一日有效的资质"), sums=True),
            Column("granted", _("新取得"), _("当季首次取得"), sums=True),
            Column("ended", _("终止"), _("当季注销、撤回、撤销、吊销或届满"), sums=True),
            Column("ending", _("半年内届满"), _("期末起六个月内届满的资质"), sums=True, basis=sources.VALIDITY),
        ),
        standing,
        chart=Chart("kind", ("held", "granted", "ended")),
        basis=sources.OPEN_DECISION,
    )
)
