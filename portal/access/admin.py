"""The admin that reads, for case files, which change only through moves; and the one that keeps reference rows."""

from typing import Any, Final

from django.contrib import admin
from django.core.paginator import Paginator
from django.db import models
from django.http import HttpRequest
from django.utils.functional import cached_property

from portal.access.roles import Role

#: Nobody reads further, and counting a trail of millions at every visit is what makes an admin slow.
COUNT_CAP: Final = 10_000


class CappedPaginator(Paginator):  # type: ignore[type-arg]
    """Counts, and leads, as far as anybody reads; what lies beyond is found by searching."""

    @cached_property
    def count(self) -> int:
        rows: Any = self.object_list
        return int(rows.order_by()[:COUNT_CAP].count())


class ReadOnlyAdmin(admin.ModelAdmin):
    """No add, no change, no delete."""

    show_full_result_count = False
    paginator = CappedPaginator
    formfield_overrides = {models.URLField: {"assume_scheme": "https"}}

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class Kept:
    """Reference rows among case files: added, changed and removed by the system administrator."""

    def has_add_permission(self, request: HttpRequest, *_args: Any) -> bool:
        return _keeps(request)

    def has_change_permission(self, request: HttpRequest, *_args: Any) -> bool:
        return _keeps(request)

    def has_delete_permission(self, request: HttpRequest, *_args: Any) -> bool:
        return _keeps(request)


def _keeps(request: HttpRequest) -> bool:
    user: Any = request.user
    return user.is_authenticated and (user.is_superuser or user.holds(Role.SYSTEM_ADMIN))
