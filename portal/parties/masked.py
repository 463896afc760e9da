"""The masker's twin in the database, for lists too long to be masked row by row; a test proves the two equal."""

import unicodedata
from typing import Any, Final

from django.db.models import Expression, Func, TextField

from portal.parties.masking import HIDDEN, Personal

#: What `str.strip` takes away.
_BLANK: Final = "".join(filter(str.isspace, map(chr, range(0x3001))))
#: No digit of Unicode stands beyond.
_LAST: Final = 0x1FFFF


def _literal(text: str) -> str:
    """A text as SQL spells it, its percent signs doubled for the driver."""
    return "'" + text.replace("'", "''").replace("%", "%%") + "'"


def _digits() -> tuple[str, str]:
    """Every digit that NFKC leaves as it is, and what it counts for."""
    found = [
        (chr(code), str(unicodedata.digit(chr(code))))
        for code in range(0x80, _LAST)
        if unicodedata.digit(chr(code), None) is not None and unicodedata.normalize("NFKC", chr(code)) == chr(code)
    ]
    return "".join(sign for sign, _digit in found), "".join(digit for _sign, digit in found)


_SIGNS, _VALUES = _digits()
_STARS: Final = _literal(HIDDEN)
#: `codes.normalise_phone`, step by step.
_DIALLED: Final = (
    "regexp_replace(regexp_replace(CASE WHEN octet_length(t) = length(t) THEN t ELSE"
    f" translate(replace(normalize(t, NFKC), '转', '-'), {_literal(_SIGNS)}, {_literal(_VALUES)}) END,"
    " '[^0-9+#-]', '', 'g'), '^([+]86|0086)-?', '')"
)
_NUMBER: Final = (
    r"CASE WHEN d ~ '^0[0-9]{2,3}-?[0-9]{7,8}([-#]+[0-9]{1,6})?$'"
    r" THEN regexp_replace(d, '^(0[0-9]{2,3})-?([0-9]{7,8})([-#]+[0-9]{1,6})?$', '\1\2')"
    r" || coalesce('-' || substring(d from '[-#]+([0-9]{1,6})$'), '')"
    r" ELSE regexp_replace(d, '[-+#]', '', 'g') END"
)
_PHONE: Final = (
    f"(SELECT CASE WHEN p ~ '^1[3-9][0-9]{{9}}$' THEN left(p, 3) || repeat({_STARS}, 4) || right(p, 4)"  # noqa: S608
    f" WHEN p = '' THEN repeat({_STARS}, length(t))"
    f" WHEN length(p) < 4 THEN repeat({_STARS}, length(p))"
    f" ELSE repeat({_STARS}, length(p) - 2) || right(p, 2) END"
    f" FROM (SELECT {_NUMBER} FROM (SELECT {_DIALLED}) AS dialled(d)) AS number(p))"
)
#: By kind, the masked form of `t`, a text without blanks around it and not empty. An account number has none: what
#: `codes.plain` drops, the database cannot tell.
_FORMS: Final[dict[Personal, str]] = {
    Personal.IDENTITY: (
        f"CASE WHEN length(t) < 8 THEN repeat({_STARS}, length(t))"
        f" ELSE left(t, 2) || repeat({_STARS}, length(t) - 4) || right(t, 2) END"
    ),
    Personal.PHONE: _PHONE,
    Personal.NAME: f"left(t, 1) || repeat({_STARS}, greatest(length(t) - 1, 1))",
    Personal.PROFESSIONAL_NAME: "t",
    Personal.ADDRESS: (
        f"left(t, coalesce(length(substring(left(t, 24) from '^.*[县区旗市]')), 6)) || repeat({_STARS}, 4)"
    ),
    Personal.EMAIL: (
        f"CASE WHEN strpos(t, '@') = 0 THEN repeat({_STARS}, length(t)) ELSE"
        f" left(t, least(1, strpos(t, '@') - 1)) || repeat({_STARS}, 3) || substr(t, strpos(t, '@')) END"
    ),
}


class Masked(Func):
    """What may be shown of a text of this kind, as `mask` leaves it; NULL of nothing."""

    arity = 1

    def __init__(self, kind: Personal, expression: Expression | Any) -> None:
        super().__init__(expression, output_field=TextField())
        self.kind = kind

    @staticmethod
    def knows(kind: Personal) -> bool:
        """Whether the database can mask this kind."""
        return kind in _FORMS

    def as_sql(self, compiler: Any, connection: Any, **_context: Any) -> tuple[str, Any]:  # type: ignore[override]
        """The text is computed once, in a row of its own."""
        inner, params = compiler.compile(self.source_expressions[0])
        form = _FORMS[self.kind]
        return f"(SELECT {form} FROM (SELECT NULLIF(btrim({inner}, {_literal(_BLANK)}), '')) AS personal(t))", params  # noqa: S608
