"""The two bases of the interface: rows somebody may see, with their deeds; and rows anyone may see."""

import functools
import hashlib
import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any, ClassVar, Final

from django.db.models import Model
from django.http import Http404
from django.utils.translation import gettext as _
from django_filters.rest_framework import DjangoFilterBackend
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.decorators import action
from rest_framework.exceptions import APIException, ErrorDetail, ValidationError
from rest_framework.mixins import ListModelMixin, RetrieveModelMixin
from rest_framework.permissions import AllowAny, IsAuthenticated
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import BaseSerializer
from rest_framework.viewsets import GenericViewSet

from portal.access import doors
from portal.rest import pages, versions
from portal.rest.authentication import BearerAuthentication, SessionAuthentication
from portal.rest.bodies import LimitedJSONParser
from portal.rest.permissions import TokenScopePermission
from portal.rest.problems import KeyRequired, KeyReused
from portal.rest.serializers import InputSerializer
from portal.rest.throttling import AddressThrottle, BearerThrottle
from portal.workflow.models import Receipt
from portal.workflow.receipts import once

Deed = Callable[..., Any]
_KEY: Final = re.compile(r"[A-Za-z0-9_-]{1,80}")


class _List(ListModelMixin, GenericViewSet[Any]):
    """What every list shares: keyset pages, strict parameters; and how a row is looked up."""

    model: ClassVar[type[Model]]
    lookup_field = "number"
    lookup_value_regex = "[^/]+"
    #: Named orderings for `?order=`; the first is the usual one; the last field of each is unique.
    orderings: ClassVar[Mapping[str, Sequence[str]]] = {"newest": ("-pk",)}
    #: What a line of the list shows, where it shows less than the detail.
    list_serializer_class: ClassVar[type[BaseSerializer[Any]] | None] = None
    cache_control: ClassVar[str] = "private, no-cache"
    pagination_class = pages.KeysetPages
    renderer_classes = [JSONRenderer]
    parser_classes = [LimitedJSONParser]
    filter_backends = [DjangoFilterBackend]

    def door(self) -> Any:
        raise NotImplementedError

    def rows(self, queryset: Any) -> Any:
        """Join what the answer shows; a viewset may also narrow."""
        return queryset

    def get_queryset(self) -> Any:
        return self.rows(self.door())

    def get_serializer_class(self) -> type[BaseSerializer[Any]]:
        if self.action == "list" and self.list_serializer_class is not None:
            return self.list_serializer_class
        return super().get_serializer_class()

    def list(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        known = {pages.CURSOR, pages.SIZE, pages.ORDER, *self._filters()}
        unknown = {
            name: [ErrorDetail(_("没有这个参数"), "unknown")] for name in request.query_params if name not in known
        }
        if unknown:
            raise ValidationError(unknown)
        response = super().list(request, *args, **kwargs)
        response["Cache-Control"] = self.cache_control
        return response

    def _filters(self) -> set[str]:
        filterset = getattr(self, "filterset_class", None)
        return set() if filterset is None else set(filterset.base_filters)


class _Rows(RetrieveModelMixin, _List):
    """A list whose rows are also shown one by one, with the tag of their version."""

    def get_object(self) -> Any:
        if "\x00" in self.kwargs[self.lookup_url_kwarg or self.lookup_field]:
            raise Http404
        return super().get_object()

    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return self.shown(self.get_object())

    def shown(self, subject: Any, code: int = status.HTTP_200_OK) -> Response:
        """The subject with the tag of its version; 304 where the asker has it already."""
        body = self.get_serializer(subject).data
        current = versions.tag(subject, body)
        headers = {"ETag": current, "Cache-Control": self.cache_control}
        if self.request.method in {"GET", "HEAD"} and versions.is_known(self.request, current):
            return Response(status=status.HTTP_304_NOT_MODIFIED, headers=headers)
        return Response(body, status=code, headers=headers)


class PublicList(_List):
    """Published rows, a moment old at most, for anyone, so many requests a minute per address. Reading only."""

    may_lag: ClassVar[bool] = True
    authentication_classes = []
    permission_classes = [AllowAny]
    throttle_classes = [AddressThrottle]
    http_method_names = ["get", "head", "options"]
    cache_control = "public, no-cache"

    def door(self) -> Any:
        return doors.published(self.model)


class PublicViewSet(PublicList, _Rows):
    """A public list whose rows are also shown one by one."""


class ScopedList(_List):
    """
    The rows this person may see.

    `reading` and `writing` name the scopes a token needs; where they are empty, tokens open nothing.
    """

    reading: ClassVar[str] = ""
    writing: ClassVar[str] = ""
    authentication_classes = [BearerAuthentication, SessionAuthentication]
    permission_classes = [IsAuthenticated, TokenScopePermission]
    throttle_classes = [BearerThrottle]
    http_method_names = ["get", "head", "options", "post"]

    def door(self) -> Any:
        return doors.visible(self.model, self.request.user)  # type: ignore[arg-type]


class ScopedViewSet(ScopedList, _Rows):
    """A scoped list whose rows are also shown one by one; unseen is 404. Deeds are marked `deed` or `creation`."""

    #: The row a deed is done to is found and locked by one statement.
    is_locking = False
    #: Whether a creation answers with the row as its service made it; else it is read anew.
    is_told_as_made: ClassVar[bool] = False

    def get_queryset(self) -> Any:
        rows = super().get_queryset()
        return rows.select_for_update(of=("self",)) if self.is_locking else rows

    def do_once(self, do: Deed, body: type[InputSerializer] | None, *, creates: bool) -> Response:
        """Do the deed; what is amiss with the request is told to whoever may see the row, and to nobody else."""
        try:
            return self._do_once(do, body, creates=creates)
        except APIException:
            if not creates:
                self.get_object()
            raise

    def _do_once(self, do: Deed, body: type[InputSerializer] | None, *, creates: bool) -> Response:
        """Do the deed once for its key, on the version the asker has read; all in one transaction."""
        request, code = self.request, status.HTTP_201_CREATED if creates else status.HTTP_200_OK
        mark = self._fingerprint()
        with once(self._key(), f"api:{self.basename}.{self.action}"[:60], by=request.user) as receipt:  # type: ignore[arg-type]
            if receipt.result:
                return self._replay(receipt, mark, code)
            data = self._told(body)
            if creates:
                subject = do(self, request, **data)
            else:
                subject = self._locked()
                subject = do(self, request, subject, **data) or subject
            number = str(getattr(subject, self.lookup_field))
            receipt.result = f"{mark}:{number}"
        if creates and self.is_told_as_made:
            return self._located(self.shown(subject, code), number)
        return self._answer(number, code)

    def _told(self, body: type[InputSerializer] | None) -> dict[str, Any]:
        """The validated words of the deed; a deed that is told nothing takes an empty object at most."""
        serializer = (body or InputSerializer)(data=self.request.data or {}, context=self.get_serializer_context())
        serializer.is_valid(raise_exception=True)
        return dict(serializer.validated_data)

    def _locked(self) -> Any:
        self.is_locking = True
        subject = self.get_object()
        self.is_locking = False
        versions.demand_current(self.request, subject)
        return subject

    def _answer(self, number: str, code: int, **headers: str) -> Response:
        """The subject as it stands now; 204 where the deed took it out of the asker's sight."""
        subject = self.get_queryset().filter(**{self.lookup_field: number}).first()
        response = Response(status=status.HTTP_204_NO_CONTENT) if subject is None else self.shown(subject, code)
        if code == status.HTTP_201_CREATED:
            self._located(response, number)
        for name, value in headers.items():
            response[name.replace("_", "-")] = value
        return response

    def _located(self, response: Response, number: str) -> Response:
        response["Location"] = self.reverse_action("detail", args=[number])
        return response

    def _replay(self, receipt: Receipt, mark: str, code: int) -> Response:
        known, _colon, number = receipt.result.partition(":")
        if known != mark:
            raise KeyReused
        return self._answer(number, code, Idempotent_Replayed="true")

    def _key(self) -> str:
        key = self.request.headers.get("Idempotency-Key", "").strip().strip('"')
        if not _KEY.fullmatch(key):
            raise KeyRequired
        return key

    def _fingerprint(self) -> str:
        """What the request says, so that a key cannot be spent on something else."""
        said = JSONRenderer().render([self.request.path, self.request.data])
        return hashlib.sha256(said).hexdigest()[:32]


def deed(body: type[InputSerializer] | None = None, *, path: str = "") -> Callable[[Deed], Deed]:
    """
    Mark `def accept(self, request, filing, **told)` as the deed `POST .../<number>/accept`.

    It calls one service. The row is locked and its version compared before; `Idempotency-Key` is compulsory.
    """

    def mark(do: Deed) -> Deed:
        @functools.wraps(do)
        def handler(self: ScopedViewSet, _request: Request, **_kwargs: Any) -> Response:
            return self.do_once(do, body, creates=False)

        name = path or do.__name__.replace("_", "-")
        routed = action(detail=True, methods=["post"], url_path=name, url_name=name)(handler)
        # The outer of the two: a route forgets what was described before it.
        return extend_schema(request=body, filters=False)(routed)

    return mark


def creation(body: type[InputSerializer]) -> Callable[[Deed], Deed]:
    """Mark `def create(self, request, **told)` as `POST` on the list; it calls one service and returns the new row."""

    def mark(do: Deed) -> Deed:
        @functools.wraps(do)
        def handler(self: ScopedViewSet, _request: Request, **_kwargs: Any) -> Response:
            return self.do_once(do, body, creates=True)

        return extend_schema(request=body)(handler)

    return mark
