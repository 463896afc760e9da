"""The public check: one organisation, every chapter's answer, one statement; outside the framework, for speed."""

import json
from typing import Any, Final

from django.contrib.auth.decorators import login_not_required
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

from portal.parties import codes
from portal.rest import problems, standing, throttling
from portal.rest.road import stateless

HEADERS: Final = {"Cache-Control": "no-cache"}


@stateless
@csrf_exempt
@login_not_required
def check(request: HttpRequest, code: str) -> HttpResponse:
    """What the portal says of the organisation of this code today; at most three queries, one as a rule."""
    if request.method not in {"GET", "HEAD"}:
        return problems.plain("method_not_allowed", 405, _("只能读取。"), Allow="GET, HEAD")
    if wait := throttling.waits("check", throttling.address_of(request)):
        return problems.plain("throttled", 429, _("请求过于频繁，请稍后再试。"), Retry_After=str(wait))
    normal = codes.normalise_code(code)
    try:
        found = _found(normal)
    except (OperationalError, InterfaceError):
        return problems.plain("unavailable", 503, _("系统暂时不可用，请稍后重试。"), Retry_After="30")
    if found is None:
        return _missing(normal)
    return HttpResponse(
        json.dumps(_body(found), ensure_ascii=False, default=str), content_type="application/json", headers=HEADERS
    )


check.may_lag = True  # type: ignore[attr-defined]  # read by portal.replicas


def _found(code: str) -> standing.Found | None:
    today = timezone.localdate()
    found = standing.of(code, today)
    if found is None and (present := standing.present_code(code)):
        found = standing.of(present, today)
    return found


def _missing(code: str) -> JsonResponse:
    """404, or 400 with every fault of a code that cannot be one."""
    faults = codes.code_objections(code)
    if not faults:
        return problems.plain("not_found", 404, _("本平台没有使用该代码的单位。"))
    errors = [{"field": "code", "code": fault.basis.key, "message": str(fault.message)} for fault in faults]
    body = problems.problem("invalid", 400, _("代码有误。"), errors=errors)
    options = {"ensure_ascii": False}
    return JsonResponse(body, status=400, content_type=problems.CONTENT_TYPE, json_dumps_params=options)


def _body(found: standing.Found) -> dict[str, Any]:
    facts = found.facts
    return {
        "code": facts["code"],
        "name": facts["name"],
        "status": facts["status"],
        "region": {"code": facts["region_id"], "name": facts["region__name"]},
        "as_of": timezone.localdate().isoformat(),
        "answers": [
            {
                "key": question.key,
                "question": str(question.question),
                "verdict": str(answer.verdict),
                "sentence": str(answer.sentence),
                "basis": str(answer.basis),
                "basis_key": answer.basis.key,
                "number": answer.number,
                "since": answer.since,
                "until": answer.until,
            }
            for question, answer in found.answers
        ],
    }
