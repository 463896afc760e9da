"""Tell: a nation, a province or a city of made-up parties, by COPY; the same rows for the same day and seed."""

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, Final

from portal.access import Role
from portal.accounts.models import Assignment, User
from portal.parties import codes
from portal.parties.models import FormerName, Organisation
from portal.parties.services.organisations import KIND
from portal.regions.models import Level, Region
from portal.search import names
from portal.search.names import Subject
from portal.seed import loading
from portal.seed.country import BODY_ALPHABET, GIVEN, SURNAMES, Country
from portal.seed.matters import Place

#: One in so many of the nation. A town is for trying the seed itself.
SCALES: Final = {"nation": 1, "province": 20, "city": 100, "town": 2_000}
ORGANISATIONS: Final = 2_000_000
#: The first of them have accounts and dealings with the authorities.
APPLICANTS: Final = 160_000
#: So many in a hundred bear, or bore, another name.
RENAMED: Final = 5
#: How many have a brand of four characters.
LONG_BRANDS: Final = 0.3
BATCH: Final = 50_000
#: A prime that no power of the alphabet's size shares a factor with, so that every number gets a body of its own.
SHUFFLE: Final = 611_953
BODY_DIGITS: Final = 6
#: An account only a nation has: by it the seed knows that its work is done.
MARK: Final = "p11.officer"

BRANDS: Final = (
    "安泰", "宏远", "中衡", "正大", "天诚", "恒信", "华安", "瑞安", "博安", "国泰", "永安", "鼎盛", "科创", "立安",
    "明德", "方正", "安信", "致远", "金盾", "卓安", "同安", "慧安", "润泽", "海川", "东方", "长青", "嘉禾", "新源",
    "盛华", "远航", "金石", "龙腾", "凯歌", "汇通", "星辰", "大地", "北斗", "蓝天", "朝阳", "泰山", "昆仑", "江河",
    "四海", "五岳", "万里", "启明", "诚达", "利民", "兴业", "广源", "德胜", "福安", "祥瑞", "和顺", "百川", "千山",
    "鸿图", "锦程", "恒通", "众安",
)  # fmt: skip
TRADES: Final = (
    "科技", "化工", "矿业", "建设工程", "机械制造", "安全技术", "电子", "物流", "运输", "冶金", "新材料", "能源",
    "环保科技", "烟花", "爆破工程", "检测技术", "信息科技", "建筑安装", "金属制品", "石油化工", "煤业", "渔业",
    "食品", "纺织", "医药", "工程咨询", "劳务", "装饰工程", "汽车配件", "水泥",
)  # fmt: skip
FORMS: Final = ("有限公司", "有限公司", "有限公司", "有限责任公司", "股份有限公司", "集团有限公司", "厂", "合作社")
SERVICES: Final = ("安全评价有限公司", "检测检验有限公司")
ENDINGS: Final = (
    "特别行政区", "维吾尔自治区", "壮族自治区", "回族自治区", "自治区", "自治州", "自治县", "地区", "省", "市",
    "县", "区",
)  # fmt: skip
OFFICES: Final = ((Role.OFFICER, "承办"), (Role.REVIEWER, "审核"), (Role.APPROVER, "签发"))
ORGANISATION: Final = (
    "id", "code", "code_status", "name", "status", "region_id", "legal_representative", "registered_address",
    "office_address", "postcode", "phone", "website", "founded_on", "registered_capital", "ended_on",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Applicant:
    """An organisation that deals with the authorities: its keys, its clerk and its province."""

    key: int
    code: str
    name: str
    place: Place
    province: Place
    clerk: int
    representative: str
    address: str


@dataclass
class Nation:
    """What the chapters' parts of the nation stand on: the day, the dice, the cast, the applicants."""

    country: Country
    rng: random.Random
    scale: str
    applicants: list[Applicant] = field(default_factory=list)
    officials: dict[str, dict[Role, int]] = field(default_factory=dict)
    born: dict[str, int] = field(default_factory=dict)

    @property
    def on(self) -> date:
        return self.country.on

    def share(self, of_nation: int) -> int:
        """The part of a number that holds for the nation, at this scale."""
        return of_nation // SCALES[self.scale]

    def ago(self, days: int) -> date:
        return self.on - timedelta(days=days)

    def person_name(self) -> str:
        return self.rng.choice(SURNAMES) + self.rng.choice(GIVEN) + self.rng.choice(GIVEN)


@dataclass(frozen=True, slots=True)
class _County:
    code: str
    place: Place
    province: Place
    short: str
    full: str


def grow_parties(nation: Nation) -> None:
    """Organisations with their names in the index, then officials of every province and a clerk an applicant."""
    counties = _counties()
    _enter_organisations(nation, counties)
    _appoint_officials(nation)
    _enlist_clerks(nation)


def _counties() -> list[_County]:
    regions = {region.code: region for region in Region.objects.filter(until=None)}
    found = []
    for region in regions.values():
        if region.level != Level.COUNTY or len(region.path_codes) < 2:  # noqa: PLR2004 - the country and a province
            continue
        province = regions[region.path_codes[1]]
        found.append(
            _County(
                region.code,
                Place(region.code, region.path),
                Place(province.code, province.path),
                _short(regions[region.parent_id].name if region.parent_id in regions else region.name),
                region.full_name,
            )
        )
    return sorted(found, key=lambda county: county.code)


def _short(name: str) -> str:
    """郑州市 -> 郑州; a name of two characters is kept whole."""
    for ending in ENDINGS:
        if name.endswith(ending) and len(name) > len(ending) + 1:
            return name.removesuffix(ending)
    return name


def _enter_organisations(nation: Nation, counties: list[_County]) -> None:
    total, clerks = nation.share(ORGANISATIONS), nation.share(APPLICANTS)
    keys = loading.keys(Organisation, total)
    made = iter(_made(nation, counties, keys, clerks))
    renamed: list[tuple[int, str, str]] = []

    def rows() -> Iterator[tuple[Any, ...]]:
        for row, former in made:
            if former:
                renamed.append((row[0], former, f"[{row[12]},{row[12] + timedelta(days=900)})"))
            yield row

    with loading.unindexed(Organisation, FormerName):
        loading.load(Organisation, ORGANISATION, rows())
        loading.load(FormerName, ("organisation_id", "name", "period"), renamed)
    loading.settle(Organisation, FormerName)
    names.index_many(_subjects(keys), anew=True)


def _subjects(keys: range) -> Iterator[Subject]:
    """What the index of names holds of them, read back so that it is what the register says."""
    former = dict(FormerName.objects.filter(organisation__gte=keys.start).values_list("organisation_id", "name"))
    rows = Organisation.objects.filter(pk__gte=keys.start)
    for key, name, code, path in rows.order_by("pk").values_list("pk", "name", "code", "region__path").iterator(BATCH):
        yield Subject(KIND, str(key), [name, former[key]] if key in former else [name], code, path)


def _made(
    nation: Nation, counties: list[_County], keys: range, applicants: int
) -> Iterator[tuple[tuple[Any, ...], str]]:
    """Each organisation's row, and the name it once had or none; the first are noted as applicants."""
    rng, on = nation.rng, nation.on
    for number, key in enumerate(keys):
        county = counties[int(rng.random() * len(counties))]
        brand = rng.choice(BRANDS) + (rng.choice(BRANDS) if rng.random() < LONG_BRANDS else "")
        ending = rng.choice(SERVICES) if number < applicants else rng.choice(TRADES) + rng.choice(FORMS)
        name = f"{county.short}{brand}{ending}"
        code = _code(number, county.code)
        person, address = nation.person_name(), f"{county.full}建设路{int(rng.random() * 900) + 1}号"
        founded = on - timedelta(days=int(rng.random() * 9000) + 2200)
        former = f"{county.short}{rng.choice(BRANDS)}{rng.choice(TRADES)}有限公司" if number % 100 < RENAMED else ""
        if number < applicants:
            nation.applicants.append(Applicant(key, code, name, county.place, county.province, 0, person, address))
        yield (
            (key, code, "valid", name, "active", county.code, person, address, address, "", "", "", founded,
             int(rng.random() * 5000) + 10, None),
            former if former != name else "",
        )  # fmt: skip


def _code(number: int, region: str) -> str:
    """A credit code nobody else has: the serial number, shuffled over all bodies that begin with NA."""
    shuffled, body = number * SHUFFLE % len(BODY_ALPHABET) ** BODY_DIGITS, "NA"
    for _place in range(BODY_DIGITS):
        shuffled, digit = divmod(shuffled, len(BODY_ALPHABET))
        body += BODY_ALPHABET[digit]
    front = f"91{region}{body}{codes.organisation_check(body)}"
    return front + codes.credit_check(front)


def _appoint_officials(nation: Nation) -> None:
    """Three hands in every province; the country's own cast keeps its places."""
    country = nation.country
    cast = {"410000": "henan", "420000": "hubei"}
    for region in Region.objects.filter(level=Level.PROVINCE, until=None).order_by("code"):
        hands = {}
        for role, label in OFFICES:
            username = f"{cast[region.code]}.{role}" if region.code in cast else f"p{region.code[:2]}.{role}"
            user = country.users.get(username) or country.enlist(
                username, f"{region.name[:2]}{label}", role, region=region
            )
            hands[role] = user.pk
        nation.officials[region.code] = hands


def _enlist_clerks(nation: Nation) -> None:
    """One account an applicant, administrator of its organisation."""
    keys = loading.keys(User, len(nation.applicants))
    password, joined = nation.country.password, f"{nation.on} 09:00:00+08"
    loading.load(
        User,
        ("id", "password", "is_superuser", "username", "name", "email", "is_staff", "is_active", "date_joined",
         "disabled_because", "sole_session"),
        (
            (key, password, False, f"clerk{key}", nation.person_name(), "", False, True, joined, "", "")
            for key in keys
        ),
    )  # fmt: skip
    loading.load(
        Assignment,
        ("user_id", "role", "organisation_id", "since"),
        (
            (key, Role.ORGANISATION_ADMIN.value, applicant.key, nation.ago(1900))
            for key, applicant in zip(keys, nation.applicants, strict=True)
        ),
    )
    nation.applicants = [
        Applicant(row.key, row.code, row.name, row.place, row.province, key, row.representative, row.address)
        for key, row in zip(keys, nation.applicants, strict=True)
    ]
    loading.settle(User, Assignment)
