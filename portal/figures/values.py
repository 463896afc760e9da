"""What the value of a figure may be, by its unit; pure."""

from decimal import Decimal, InvalidOperation
from typing import Final

#: A word, not a number.
CHOICE: Final = "choice"
#: Units nobody counts in parts.
WHOLE: Final = frozenset({"persons", "working_days", "calendar_days", "months", "years", "count"})
MEASURED: Final = frozenset({"CNY_10k", "m2", "percent"})
UNITS: Final = frozenset({CHOICE}) | WHOLE | MEASURED


def is_fit(value: str, unit: str) -> bool:
    """Whether the rules can reckon with this value: every application is weighed by it as soon as it is in force."""
    if unit == CHOICE:
        return True
    try:
        number = Decimal(value)
    except InvalidOperation:
        return False
    return number.is_finite() and number >= 0 and (unit in MEASURED or number == number.to_integral_value())
