"""The clauses accounts refuses by."""

from typing import Final

from portal.law import Instrument
from portal.law.instruments import CLASSIFIED_PROTECTION

#: What no statute says and the door needs; published with the other rules of the platform.
DOOR: Final = Instrument("accounts", "平台账号管理规则")

IDENTIFICATION: Final = CLASSIFIED_PROTECTION.article(8)
SEPARATION: Final = DOOR.article(1)
PLACE: Final = DOOR.article(2)
OWN: Final = DOOR.article(3)
AUTHORITY: Final = DOOR.article(4)
INVITATION: Final = DOOR.article(5)
REGISTRATION: Final = DOOR.article(6)
ACCOUNT: Final = DOOR.article(7)
DATES: Final = DOOR.article(8)
