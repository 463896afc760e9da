"""The two bases pages get their rows from: what a person may see, and what anyone may."""

from typing import Any, ClassVar

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.decorators import method_decorator
from django.views import View

from portal.access import Role, doors
from portal.accounts.http import UserRequest
from portal.database.texts import is_storable
from portal.web.rendering import render


class Page(View):
    """A page with a template and, for htmx, the partial it includes."""

    template_name: ClassVar[str]
    partial_name: ClassVar[str] = ""

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        if not all(is_storable(value) for value in kwargs.values() if isinstance(value, str)):
            raise Http404  # no row is called so, and the database could not even be asked

    def show(self, *, status: int = 200, **context: Any) -> HttpResponse:
        """Answer with the page, or with its partial where htmx asked for it."""
        return render(self.request, self.template_name, context, partial=self.partial_name, status=status)


class ScopedView(Page):
    """A page behind the login wall. Rows come from `visible_to`; what is not visible is 404, never 403.

    `roles`, when given, is who the page is made for: to anybody else it does not exist.
    """

    model: ClassVar[Any]
    lookup: ClassVar[str] = "number"
    roles: ClassVar[frozenset[Role]] = frozenset()
    request: UserRequest

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        user = request.user
        if self.roles and user.is_authenticated and not user.holds(*self.roles):
            raise Http404

    def rows(self) -> Any:
        """Every row of the model this person may see; a subclass narrows it or joins what its page shows."""
        return doors.visible(self.model, self.request.user)

    def get_object(self) -> Any:
        """The row the address names, or 404."""
        try:
            return self.rows().get(**{self.lookup: self.kwargs[self.lookup]})
        except self.model.DoesNotExist as missing:
            raise Http404 from missing


@method_decorator(login_not_required, name="dispatch")
class VisitorView(Page):
    """A page for anyone. Rows come from `published`, and may be a moment old."""

    may_lag: ClassVar[bool] = True
    model: ClassVar[Any]
    lookup: ClassVar[str] = "number"

    def rows(self) -> Any:
        """Every published row of the model."""
        return doors.published(self.model)

    def get_object(self) -> Any:
        """The published row the address names, or 404."""
        try:
            return self.rows().get(**{self.lookup: self.kwargs[self.lookup]})
        except self.model.DoesNotExist as missing:
            raise Http404 from missing
