"""Codes and numbers people type: cleaned of what the eye does not see, then checked by their standards. Pure."""

import re
import unicodedata
from datetime import date
from operator import mul
from typing import Final

from django.utils.translation import gettext_lazy as _
from stdnum.cn import ric
from stdnum.exceptions import ValidationError

from portal.law import Objection
from portal.parties import basis

#: GB 32100-2015: no I, O, S, V, Z.
CREDIT_ALPHABET: Final = "0123456789ABCDEFGHJKLMNPQRTUWXY"
CREDIT_LENGTH: Final = 18
LEGACY_LENGTH: Final = 15
ID_LENGTH: Final = 18
OLD_ID_LENGTH: Final = 15
#: Letters of other alphabets that look like ours, as they are after upper-casing.
_LOOK_ALIKES: Final = str.maketrans(
    "АВЕКМНОРСТХУІЈЅԚԜ" + "ΑΒΕΗΙΚΜΝΟΡΤΥΧΖ" + "×✕✖〇○◯",
    "ABEKMHOPCTXYIJSQW" + "ABEHIKMNOPTYXZ" + "XXX000",
)
_SEPARATORS: Final = frozenset("-_.·•/\\|,:;'\"`~*+=()[]{}<>")
_CREDIT_SIGNS: Final = frozenset(CREDIT_ALPHABET)
_CREDIT_VALUES: Final = {character: value for value, character in enumerate(CREDIT_ALPHABET)}
_CREDIT_WEIGHTS: Final = tuple(pow(3, place, 31) for place in range(17))
_BODY_VALUES: Final = {character: int(character, 36) for character in "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"}
_BODY_WEIGHTS: Final = (3, 7, 9, 10, 5, 8, 4, 2)
_LEADING_IDENTITY: Final = re.compile(r"[1-9]\d{16}[\dX]")
_MOBILE: Final = re.compile(r"1[3-9]\d{9}")
_LANDLINE: Final = re.compile(r"0\d{9,11}(-\d{1,6})?|(400|800)\d{7}|9[56]\d{3,6}|1\d{4}")


def plain(text: str) -> str:
    """The text in upper case, without spaces, separators and invisible characters, look-alikes made Latin."""
    if text.isascii() and text.isalnum():  # nearly all of a long import is, and nothing below would change it
        return text.upper()
    kept = []
    for character in unicodedata.normalize("NFKC", text):
        if unicodedata.category(character)[0] in "CZ" or unicodedata.category(character) in {"Mn", "Pd", "Pc"}:
            continue
        if character in _SEPARATORS:
            continue
        digit = unicodedata.digit(character, None)
        kept.append(character if digit is None else str(digit))
    return "".join(kept).upper().translate(_LOOK_ALIKES)


def normalise_code(text: str) -> str:
    """A credit code or legacy number as it is stored; O and I cannot occur in one, so they are 0 and 1."""
    return plain(text).replace("O", "0").replace("I", "1")


def is_legacy(code: str) -> bool:
    """Whether this is a registration number from before the unified code: 15 digits."""
    return len(code) == LEGACY_LENGTH and code.isascii() and code.isdigit()


def credit_check(body: str) -> str:
    """The 18th character of a credit code, from its first 17 (GB 32100-2015)."""
    total = sum(map(mul, map(_CREDIT_VALUES.__getitem__, body[:17]), _CREDIT_WEIGHTS))
    return CREDIT_ALPHABET[-total % 31]


def organisation_check(body: str) -> str:
    """The 9th character of an organisation code, from its first 8 (GB 11714-1997)."""
    total = sum(map(mul, map(_BODY_VALUES.__getitem__, body[:8]), _BODY_WEIGHTS))
    value = 11 - total % 11
    return {10: "X", 11: "0"}.get(value, str(value))


def code_objections(text: str) -> list[Objection]:
    """Everything wrong with an organisation's code; a legacy number is only counted."""
    code = normalise_code(text)
    if is_legacy(code):
        return []
    if len(code) != CREDIT_LENGTH:
        return [
            Objection(
                _("统一社会信用代码应为 18 位（旧注册号为 15 位数字）"), basis.CODE_FORM, "code", "18", str(len(code))
            )
        ]
    if strangers := sorted(set(code) - _CREDIT_SIGNS):
        return [
            Objection(
                _("统一社会信用代码含有标准以外的字符"),
                basis.CODE_FORM,
                "code",
                CREDIT_ALPHABET,
                " ".join(strangers),
            )
        ]
    found = []
    if not code[2:8].isdigit():
        found.append(Objection(_("第三至八位应为登记机关行政区划码"), basis.CODE_FORM, "code", found=code[2:8]))
    if code[16] != organisation_check(code[8:16]):
        found.append(
            Objection(
                _("主体标识码（第九至十七位）校验码不符"),
                basis.BODY_CHECK,
                "code",
                organisation_check(code[8:16]),
                code[16],
            )
        )
    if code[17] != credit_check(code):
        found.append(
            Objection(_("统一社会信用代码末位校验码不符"), basis.CODE_CHECK, "code", credit_check(code), code[17])
        )
    return found


def normalise_identity(text: str) -> str:
    """A citizen's number as it is stored: 18 characters; an old 15-digit one is made whole (GB 11643-1999)."""
    number = normalise_code(text)
    if len(number) == OLD_ID_LENGTH and number.isascii() and number.isdigit():
        widened = f"{number[:6]}19{number[6:]}"
        return widened + ric.calc_check_digit(widened + "0")
    return number


def birth_of(number: str) -> date | None:
    """The date of birth an 18-character number tells, or None."""
    try:
        return ric.get_birth_date(number)
    except (ValidationError, ValueError):
        return None


def identity_objections(text: str, *, on: date) -> list[Objection]:
    """Everything wrong with a citizen's number, as of a day; messages never repeat the number."""
    number = normalise_identity(text)
    if len(number) != ID_LENGTH or not number.isascii() or not _LEADING_IDENTITY.fullmatch(number):
        return [
            Objection(
                _("公民身份号码应为 18 位（旧号为 15 位数字）"), basis.IDENTITY, "identity", "18", str(len(number))
            )
        ]
    found = []
    born = birth_of(number)
    if born is None:
        found.append(Objection(_("公民身份号码中的出生日期不存在"), basis.IDENTITY, "identity"))
    elif born > on:
        found.append(Objection(_("公民身份号码中的出生日期晚于当日"), basis.IDENTITY, "identity"))
    elif born.year < 1880:  # noqa: PLR2004 - nobody alive
        found.append(Objection(_("公民身份号码中的出生日期过早"), basis.IDENTITY, "identity"))
    if number[-1] != ric.calc_check_digit(number):
        found.append(Objection(_("公民身份号码末位校验码不符"), basis.IDENTITY, "identity"))
    return found


def normalise_phone(text: str) -> str:
    """A telephone number as it is stored: digits, an extension after one hyphen, no country code of ours."""
    if text.isascii() and text.isdigit():  # as nearly every one of a long import
        return re.sub(r"^0086", "", text)
    wide = unicodedata.normalize("NFKC", text).replace("转", "-")
    digits = "".join(
        str(unicodedata.digit(c)) if unicodedata.digit(c, None) is not None else c
        for c in wide
        if c in "+-#" or unicodedata.digit(c, None) is not None
    )
    digits = re.sub(r"^(\+86|0086)-?", "", digits)
    if match := re.fullmatch(r"(0\d{2,3})-?(\d{7,8})(?:[-#]+(\d{1,6}))?", digits):
        area, line, extension = match.groups()
        return f"{area}{line}" + (f"-{extension}" if extension else "")
    return re.sub(r"[-+#]", "", digits)


def is_mobile(phone: str) -> bool:
    return _MOBILE.fullmatch(phone) is not None


def phone_objections(text: str, *, mobile_only: bool = False) -> list[Objection]:
    """Whether a telephone number could be dialled in this country."""
    phone = normalise_phone(text)
    if is_mobile(phone):
        return []
    if mobile_only:
        return [Objection(_("手机号码应为 11 位，以 13 至 19 开头"), basis.PHONE, "phone")]
    return [] if _LANDLINE.fullmatch(phone) else [Objection(_("电话号码格式不正确"), basis.PHONE, "phone")]
