"""Ask, or establish: the organ that issues papers for a region."""

from typing import Any, Final

from django.db import transaction
from django.db.models import QuerySet

from portal.database.kept import kept
from portal.documents.models import Organ
from portal.regions.models import Level, Region

#: The one-character names of the provinces, as they stand in 机关代字.
SHORT: Final = {
    "11": "京", "12": "津", "13": "冀", "14": "晋", "15": "内蒙古", "21": "辽", "22": "吉", "23": "黑", "31": "沪",
    "32": "苏", "33": "浙", "34": "皖", "35": "闽", "36": "赣", "37": "鲁", "41": "豫", "42": "鄂", "43": "湘",
    "44": "粤", "45": "桂", "46": "琼", "50": "渝", "51": "川", "52": "黔", "53": "滇", "54": "藏", "61": "陕",
    "62": "甘", "63": "青", "64": "宁", "65": "新", "66": "兵",
}  # fmt: skip
MUNICIPALITIES: Final = frozenset({"11", "12", "31", "50"})
PROVINCIAL_SEAL: Final = 50
LOCAL_SEAL: Final = 45


def of(region: Region) -> Organ:
    """
    The organ of this region; one nobody entered yet is established under its usual name, and can be corrected later.

    A ministry's or province's seal measures 50 mm, a city's or county's 45 mm (国发〔1999〕25号).
    """
    return _of_region.first(region.pk) or establish(region, **usual(region))


@kept
def _of_region(region: str) -> QuerySet[Organ]:
    return Organ.objects.filter(region=region).select_related("region")


@transaction.atomic
def establish(region: Region, *, name: str, mark: str, seal_mm: int = LOCAL_SEAL, head: str = "") -> Organ:
    """Enter an organ; entering it again changes nothing."""
    wanted = (mark, f"{SHORT.get(region.code[:2], '')}{mark}", f"{mark}{region.code}")
    taken = set(Organ.objects.filter(mark__in=wanted).exclude(region=region).values_list("mark", flat=True))
    free = next(candidate for candidate in wanted if candidate not in taken)
    defaults = {"name": name, "mark": free, "seal_mm": seal_mm, "head": head}
    organ, _is_new = Organ.objects.get_or_create(region=region, defaults=defaults)
    return organ


def usual(region: Region) -> dict[str, Any]:
    """The name, mark and seal an emergency management department usually has."""
    if region.level == Level.COUNTRY:
        return {"name": "中华人民共和国应急管理部", "mark": "应急", "seal_mm": PROVINCIAL_SEAL}
    short = SHORT.get(region.code[:2], region.name[:1])
    if region.level == Level.PROVINCE:
        kind = "局" if region.code[:2] in MUNICIPALITIES else "厅"
        return {"name": f"{region.full_name}应急管理{kind}", "mark": f"{short}应急", "seal_mm": PROVINCIAL_SEAL}
    own, above = region.name[:1], ""
    if region.level == Level.COUNTY:
        own, above = region.name[:2], _city_of(region)
    return {"name": f"{above}{region.name}应急管理局", "mark": f"{own}应急", "seal_mm": LOCAL_SEAL}


def _city_of(region: Region) -> str:
    """What a county's organ puts before its own name: its city, or its municipality; a province is left out."""
    parent = region.parent
    is_named = parent is not None and (parent.level == Level.CITY or parent.code[:2] in MUNICIPALITIES)
    return parent.name if parent is not None and is_named else ""
