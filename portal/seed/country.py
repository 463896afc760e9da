"""The seeded country: its day, its dice, its people, and the makers that give them lawful codes."""

import random
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any, Final

from django.contrib.auth.hashers import make_password
from stdnum.cn import ric

from portal.access import Role
from portal.accounts.models import User
from portal.accounts.services import assignments
from portal.parties import codes
from portal.parties.models import Organisation, Person
from portal.parties.services import organisations, people
from portal.regions.models import Region

SURNAMES: Final = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦许何吕张孔曹严金魏陶姜谢邹喻柏窦章云苏潘葛范彭鲁韦马方任袁柳唐罗"
GIVEN: Final = "安宁平和文博嘉明思远志成晓晨雨桐子轩欣怡浩然雪梅建华海涛丽娟国强春燕立新秀英卫东玉兰少杰若曦景行知新"
BRANDS: Final = "安泰宏远中衡正大天诚恒信华安瑞安博安国泰永安鼎盛科创立安明德方正安信致远金盾卓安同安慧安"
BODY_ALPHABET: Final = "0123456789ABCDEFGHJKLMNPQRTUWXY"


@dataclass
class Country:
    """What the chapters' seeds grow on. `people` and `organisations` fill as they are made; the dice are seeded."""

    on: date
    rng: random.Random
    users: dict[str, User] = field(default_factory=dict)
    organisations: list[Organisation] = field(default_factory=list)
    _serial: int = 0

    def code(self, region: Region) -> str:
        """A unified social credit code of this region that passes both checks."""
        body = "MA" + "".join(self.rng.choice(BODY_ALPHABET) for _ in range(6))
        front = f"91{region.code}{body}{codes.organisation_check(body)}"
        return front + codes.credit_check(front)

    def identity(self, region: Region) -> str:
        """A citizen's number nobody holds: its order code is 000, which is never issued."""
        self._serial += 1
        born = date.fromordinal(date(1962, 1, 1).toordinal() + self._serial * 3 % 12_000)
        front = f"{region.code}{born:%Y%m%d}000"
        return front + ric.calc_check_digit(front + "0")

    def name(self) -> str:
        """A made-up name of two or three characters."""
        return self.rng.choice(SURNAMES) + "".join(self.rng.sample(GIVEN, self.rng.choice((1, 2))))

    def brand(self) -> str:
        start = self.rng.randrange(0, len(BRANDS) - 1, 2)
        return BRANDS[start : start + 2]

    def organisation(self, region: Region, name: str, **facts: Any) -> Organisation:
        """A new organisation, entered through the register's service."""
        made = organisations.enter(self.code(region), name, region, by=None, on=self.on, **facts)
        self.organisations.append(made)
        return made

    def person(self, region: Region, name: str = "") -> Person:
        """A new person, entered through the register's service."""
        return people.enter(name or self.name(), self.identity(region), by=None, on=self.on)

    def enlist(self, username: str, name: str, role: Role, **facts: Any) -> User:
        """Open a demo account and give it its role; `facts` are of the user, `region` or `organisation` of the role."""
        place = {key: facts.pop(key, None) for key in ("region", "organisation")}
        user: User = User.objects.create_user(username, name=name, **facts)
        user.password = self.password
        user.save(update_fields=["password"])
        assignments.confer(user, role, by=None, on=self.on, since=date(self.on.year, 1, 1), **place)
        self.users[username] = user
        return user

    @cached_property
    def password(self) -> str:
        """The common password as it is stored: hashed once, since hashing is slow on purpose."""
        return make_password(DEMO_PASSWORD)

    def user(self, username: str) -> User:
        """One of the cast."""
        return self.users[username]


@dataclass(frozen=True)
class Part:
    """One demo account: who plays it, and in which role and place."""

    username: str
    name: str
    role: Role
    region: str = ""
    note: str = ""


#: Officials of the demo country. Institutions' accounts come from the chapters that have them.
CAST: Final = (
    Part("henan.officer", "何承办", Role.OFFICER, "410000", "河南省 承办"),
    Part("henan.reviewer", "沈审核", Role.REVIEWER, "410000", "河南省 审核"),
    Part("henan.approver", "秦签发", Role.APPROVER, "410000", "河南省 签发"),
    Part("hubei.officer", "鄂承办", Role.OFFICER, "420000", "湖北省 承办"),
    Part("hubei.reviewer", "鄂审核", Role.REVIEWER, "420000", "湖北省 审核"),
    Part("hubei.approver", "鄂签发", Role.APPROVER, "420000", "湖北省 签发"),
    Part("zhengzhou.officer", "郑承办", Role.OFFICER, "410100", "郑州市 属地监管"),
    Part("ministry.officer", "国督导", Role.OFFICER, "000000", "应急管理部 督导"),
    Part("admin.system", "系统管理员", Role.SYSTEM_ADMIN, "", "系统管理"),
    Part("admin.security", "安全管理员", Role.SECURITY_ADMIN, "", "安全管理"),
    Part("admin.audit", "审计管理员", Role.AUDIT_ADMIN, "", "审计管理"),
)
#: What every demo account opens with; only settings with DEMO let the seed run.
DEMO_PASSWORD: Final = "Portal-demo-2026"  # noqa: S105 - known on purpose, in demonstrations only
