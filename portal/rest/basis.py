"""The clauses the interface refuses by."""

from typing import Final

from portal.law import Instrument

#: What no statute says and the interface needs; published with the other rules of the platform.
INTERFACE: Final = Instrument("interface", "平台数据接口管理规则")

PURPOSE: Final = INTERFACE.article(1)
TERM: Final = INTERFACE.article(2)
PLACE: Final = INTERFACE.article(3)
OWN: Final = INTERFACE.article(4)
