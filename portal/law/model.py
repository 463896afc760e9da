"""The four words every rule is written in; frozen, comparable, free of any framework."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Final

from portal.law.words import Words

DIGITS: Final = "零一二三四五六七八九"


def numeral(number: int) -> str:
    """Chinese numeral of an article's number, 1 to 999: 32 -> 三十二."""
    hundreds, rest = divmod(number, 100)
    tens, ones = divmod(rest, 10)
    text = f"{DIGITS[hundreds]}百" if hundreds else ""
    if tens:
        text += ("" if tens == 1 and not hundreds else DIGITS[tens]) + "十"
    elif hundreds and ones:
        text += "零"
    return text + (DIGITS[ones] if ones else "")


@dataclass(frozen=True)
class Instrument:
    """
    A law, regulation, standard or policy text.

    `code` is the short Latin key of the register; `in_force` the first day it binds, `until` the day it ceased.
    """

    code: str
    title: str
    number: str = ""
    in_force: date | None = None
    until: date | None = None

    def article(self, number: int, paragraph: int = 0, item: int = 0, *, confirmed: bool = True) -> "Clause":
        """The clause, down to paragraph (款) and item (项); `confirmed=False` where the text was not read."""
        return Clause(self, number, paragraph, item, confirmed=confirmed)

    def holds(self, on: date) -> bool:
        return (self.in_force is None or self.in_force <= on) and (self.until is None or on < self.until)

    def __str__(self) -> str:
        return f"《{self.title}》"


@dataclass(frozen=True)
class Clause:
    """One article of an instrument, cited as officials cite it."""

    instrument: Instrument
    article: int
    paragraph: int = 0
    item: int = 0
    confirmed: bool = field(default=True, compare=False)

    @property
    def key(self) -> str:
        """Stable Latin key for tests, links and the register: `licensing-32-1-4`."""
        parts = [self.instrument.code, self.article, self.paragraph, self.item]
        while parts and not parts[-1]:
            parts.pop()
        return "-".join(str(part) for part in parts)

    @property
    def place(self) -> str:
        """Where it stands within its instrument: 第十一条第一款; empty for the instrument as a whole."""
        text = f"第{numeral(self.article)}条" if self.article else ""
        if self.paragraph:
            text += f"第{numeral(self.paragraph)}款"
        return text + (f"第（{numeral(self.item)}）项" if self.item else "")

    def __str__(self) -> str:
        return f"{self.instrument}{self.place}"


@dataclass(frozen=True)
class Figure:
    """
    A number or choice the law fixes: the value where no dated row supersedes it.

    `unit` is one of: persons, CNY_10k, m2, percent, working_days, calendar_days, months, years, count, choice.
    `confirmed=False` marks a value the drafters could not read in the text itself: every page that shows it says so.
    """

    code: str
    value: Decimal | int | str
    unit: str
    basis: Clause
    label: Words
    confirmed: bool = True


@dataclass(frozen=True)
class Objection:
    """
    One reason to refuse, fit to print in a letter: what is wrong, and the clause it offends.

    `message` is translated when shown; `field` names the input it is about, when there is one.
    """

    message: Words
    basis: Clause
    field: str = ""
    required: str = ""
    found: str = ""

    def __str__(self) -> str:
        return f"{self.message}（{self.basis}）"
