"""How the interface says no: every error is a problem document (RFC 9457) of one shape a kind."""

import logging
from collections.abc import Iterable, Mapping
from typing import Any, Final

from django.core.exceptions import PermissionDenied
from django.db import InterfaceError, OperationalError, connection
from django.http import Http404, JsonResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from rest_framework import exceptions, status
from rest_framework.response import Response

from portal.errors import Refused, Stale
from portal.law import Objection

CONTENT_TYPE: Final = "application/problem+json"
RETRY_AFTER_OUTAGE: Final = 30
logger = logging.getLogger(__name__)


class PreconditionFailed(exceptions.APIException):
    """`If-Match` names an older version."""

    status_code = status.HTTP_412_PRECONDITION_FAILED
    default_code = "precondition_failed"
    default_detail = gettext_lazy("事项已被他人更新，请重新读取后再办理。")


class PreconditionRequired(exceptions.APIException):
    """A deed on a versioned thing came without `If-Match`."""

    status_code = status.HTTP_428_PRECONDITION_REQUIRED
    default_code = "precondition_required"
    default_detail = gettext_lazy("请以 If-Match 请求头写明所依据的版本（ETag）。")


class KeyRequired(exceptions.APIException):
    """A deed came without `Idempotency-Key`."""

    status_code = status.HTTP_400_BAD_REQUEST
    default_code = "idempotency_key_required"
    default_detail = gettext_lazy("请以 Idempotency-Key 请求头写明本次办理的唯一标识（1至80个字母、数字、-、_）。")


class KeyReused(exceptions.APIException):
    """The same `Idempotency-Key` came with another content."""

    status_code = status.HTTP_422_UNPROCESSABLE_ENTITY
    default_code = "idempotency_key_reused"
    default_detail = gettext_lazy("该 Idempotency-Key 已用于内容不同的请求。")


class TooLarge(exceptions.APIException):
    """The body is longer than any request needs to be."""

    status_code = status.HTTP_413_REQUEST_ENTITY_TOO_LARGE
    default_code = "too_large"
    default_detail = gettext_lazy("请求内容过大。")


#: What the kinds of error are called; everything else is named by its own code.
_TYPES: Final = {
    "parse_error": "malformed",
    "not_authenticated": "unauthenticated",
    "authentication_failed": "unauthenticated",
    "permission_denied": "forbidden",
}


def problem(kind: str, code: int, detail: object, **more: Any) -> dict[str, Any]:
    """The body of a problem document."""
    return {"type": kind, "status": code, "detail": str(detail), **more}


def plain(kind: str, code: int, detail: object, **headers: str) -> JsonResponse:
    """A problem from a view that stands outside the framework."""
    return JsonResponse(
        problem(kind, code, detail),
        status=code,
        content_type=CONTENT_TYPE,
        headers={name.replace("_", "-"): value for name, value in headers.items()},
        json_dumps_params={"ensure_ascii": False},
    )


def handle(error: Exception, _context: dict[str, Any]) -> Response | None:
    """Turn what was raised into a problem; None leaves it to Django, which says 500 and nothing of the inside."""
    if isinstance(error, Refused):
        body = refusal(error.objections)
        headers: dict[str, str] = {}
    elif isinstance(error, Stale):
        body, headers = _stale(error), {}
    elif isinstance(error, (OperationalError, InterfaceError)):
        logger.error("database away", exc_info=error)
        connection.close()
        code = status.HTTP_503_SERVICE_UNAVAILABLE
        detail = _("系统暂时不可用。请稍后以同一 Idempotency-Key 重试：本次请求若已生效即为完整生效，不会重复办理。")
        body = problem("unavailable", code, detail)
        headers = {"Retry-After": str(RETRY_AFTER_OUTAGE)}
    else:
        known = _known(error)
        if known is None:
            return None
        body, headers = _of(known), _headers(known)
    return Response(body, status=body["status"], headers=headers, content_type=CONTENT_TYPE)


def refusal(objections: Iterable[Objection]) -> dict[str, Any]:
    """409 with every objection and its clause."""
    entries = [
        {
            "message": str(objection.message),
            "basis": str(objection.basis),
            "basis_key": objection.basis.key,
            "field": objection.field,
            "required": str(objection.required),
            "found": str(objection.found),
        }
        for objection in objections
    ]
    detail = _("办理未通过，原因如下。")
    return problem("refused", status.HTTP_409_CONFLICT, detail, objections=entries)


def _stale(error: Stale) -> dict[str, Any]:
    changes = [
        {"field": str(field), "then": str(then), "now": str(now)} for field, (then, now) in error.changes.items()
    ]
    detail = _("事项已被他人更新，本次办理未生效。")
    return problem(
        "stale", status.HTTP_409_CONFLICT, detail, expected=error.expected, found=error.found, changes=changes
    )


def _known(error: Exception) -> exceptions.APIException | None:
    if isinstance(error, Http404):
        return exceptions.NotFound()
    if isinstance(error, PermissionDenied):
        return exceptions.PermissionDenied()
    return error if isinstance(error, exceptions.APIException) else None


def _of(error: exceptions.APIException) -> dict[str, Any]:
    if isinstance(error, exceptions.ValidationError):
        detail = _("请求内容有误，请按所列逐项改正。")
        return problem("invalid", error.status_code, detail, errors=list(_faults(error.get_full_details())))
    code = error.get_codes()
    kind = code if isinstance(code, str) else error.default_code
    scope = getattr(error, "scope", "")
    more = {"scope": scope} if scope else {}
    return problem(_TYPES.get(kind, kind), error.status_code, error.detail, **more)


def _faults(found: Any, path: str = "") -> Iterable[dict[str, str]]:
    """Every fault of every field, by its path: `people.3.name`; an empty path is the request as a whole."""
    if isinstance(found, Mapping) and set(found) == {"message", "code"} and isinstance(found["code"], str):
        yield {"field": path, "code": found["code"], "message": str(found["message"])}
    elif isinstance(found, Mapping):
        for name, inner in found.items():
            step = "" if name == "non_field_errors" else str(name)
            yield from _faults(inner, ".".join(part for part in (path, step) if part))
    else:
        for place, inner in enumerate(found):
            is_leaf = isinstance(inner, Mapping) and set(inner) == {"message", "code"}
            yield from _faults(inner, path if is_leaf else f"{path}.{place}".lstrip("."))


def _headers(error: exceptions.APIException) -> dict[str, str]:
    headers = {}
    if challenge := getattr(error, "auth_header", None):
        headers["WWW-Authenticate"] = challenge
    if wait := getattr(error, "wait", None):
        headers["Retry-After"] = str(max(1, round(wait)))
    return headers
