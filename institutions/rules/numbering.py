"""How a qualification is numbered."""

from typing import Final

from institutions.rules import sources
from institutions.rules.words import Kind
from portal.law import Figure
from portal.law import phrase as _

NUMBERS: Final = sources.PRACTICE.article(6, confirmed=False)
PATTERNS: Final = {
    Kind.EVALUATION: Figure(
        "evaluation_number_pattern",
        "APJ-({province})-{ordinal:03d}",
        "choice",
        NUMBERS,
        _("安全评价资质编号格式"),
        confirmed=False,
    ),
    Kind.INSPECTION: Figure(
        "inspection_number_pattern",
        "AJC-({province})-{ordinal:03d}",
        "choice",
        NUMBERS,
        _("检测检验资质编号格式"),
        confirmed=False,
    ),
}


def number(pattern: str, *, province: str, ordinal: int, year: int) -> str:
    """APJ-(豫)-001: the pattern may name province, ordinal and year."""
    return pattern.format(province=province, ordinal=ordinal, year=year)
