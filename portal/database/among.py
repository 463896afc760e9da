"""One of many, as one parameter."""

from typing import Any

from django.db.models import Lookup


class Among(Lookup):  # type: ignore[type-arg]
    """Equal to one of many values, handed over as one array: a hundred thousand cost no more to say than to find."""

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, list[Any]]:  # type: ignore[override]
        left, params = self.process_lhs(compiler, connection)
        if not self.rhs_is_direct_value():
            right, listed = self.process_rhs(compiler, connection)
            return f"{left} = ANY({right})", [*params, *listed]
        return f"{left} = ANY(%s)", [*params, self.rhs]

    def get_prep_lookup(self) -> Any:
        return list(self.rhs) if self.rhs_is_direct_value() else self.rhs
