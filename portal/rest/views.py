"""The pages of the interface: tokens, its description; and what machines ask of the portal's health."""

from typing import Any
from uuid import UUID, uuid4

import yaml
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from prometheus_client import CONTENT_TYPE_LATEST

from portal.access import doors
from portal.accounts.http import UserRequest
from portal.errors import Refused
from portal.law import Objection
from portal.rest import description, metrics, probes, problems, scopes, throttling
from portal.rest.forms import TokenForm
from portal.rest.models import ApiToken
from portal.rest.schema import document
from portal.rest.services import tokens
from portal.rest.watchers import may_watch
from portal.workflow.receipts import once


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def token_list(request: UserRequest) -> HttpResponse:
    """A person's tokens, and the form for another; a new token's secret is in this one answer only."""
    secret, code = "", 200
    objections: tuple[Objection, ...] = ()
    form = TokenForm(request.POST or None, user=request.user, initial={"key": uuid4()})
    if request.method == "POST" and not form.is_valid():
        code = 400
    elif request.method == "POST":
        try:
            secret = _issue(request, form)
        except Refused as refused:
            objections, code = refused.objections, 409
        else:
            form = TokenForm(user=request.user, initial={"key": uuid4()})
    context = {
        "form": form,
        "secret": secret,
        "objections": objections,
        "tokens": doors.visible(ApiToken, request.user).select_related("organisation"),
        "labels": {scope.code: scope.label for scope in scopes.declared()},
        "today": timezone.localdate(),
    }
    return render(request, "portal/rest/tokens.html", context, status=code)


def _issue(request: UserRequest, form: TokenForm) -> str:
    """The secret of the new token; nothing when the same form comes a second time."""
    with once(str(form.cleaned_data["key"]), "rest.token", by=request.user) as receipt:
        if receipt.result:
            return ""
        token, secret = tokens.issue(form.wish(), by=request.user, on=timezone.localdate())
        receipt.result = str(token.uuid)
    return secret


@require_POST
def token_revoke(request: UserRequest, uuid: UUID) -> HttpResponse:
    """Close one of one's own tokens."""
    token = doors.visible(ApiToken, request.user).filter(uuid=uuid).first()
    if token is None:
        raise Http404
    tokens.revoke(token, by=request.user, at=timezone.now())
    return HttpResponseRedirect(reverse("tokens"))


@login_not_required
@require_safe
def schema(request: HttpRequest) -> HttpResponse:
    """The OpenAPI document: YAML, or JSON for those who ask for it."""
    if "json" in request.headers.get("Accept", "") or request.GET.get("format") == "json":
        return JsonResponse(document(), json_dumps_params={"ensure_ascii": False, "default": str})
    text = yaml.safe_dump(document(), allow_unicode=True, sort_keys=False)
    return HttpResponse(text, content_type="application/yaml; charset=utf-8")


@login_not_required
@require_safe
def docs(request: HttpRequest) -> HttpResponse:
    """The interface described for people."""
    return render(request, "portal/rest/api.html", description.of(document()))


@login_not_required
@never_cache
@require_safe
def live(_request: HttpRequest) -> JsonResponse:
    """The process answers; nothing else is asked."""
    return JsonResponse({"status": "ok"})


@login_not_required
@never_cache
@require_safe
def ready(request: HttpRequest) -> JsonResponse:
    """Database, migrations and cache are in order: traffic may come."""
    return _told(request, probes.READY)


@login_not_required
@never_cache
@require_safe
def deep(request: HttpRequest) -> JsonResponse:
    """Everything the portal stands on; details for the watchers, the verdict for anybody who does not ask too often."""
    wait = 0 if may_watch(request) else throttling.waits("anon", throttling.address_of(request))
    if wait:
        return problems.plain("throttled", 429, _("请求过于频繁，请稍后再试。"), Retry_After=str(wait))
    return _told(request, probes.DEEP)


@login_not_required
@never_cache
@require_safe
def prometheus(request: HttpRequest) -> HttpResponse:
    """Metrics, for the watchers only; to anybody else they do not exist."""
    if not may_watch(request):
        raise Http404
    return HttpResponse(metrics.exposition(), content_type=CONTENT_TYPE_LATEST)


def _told(request: HttpRequest, asked: dict[str, probes.Probe]) -> JsonResponse:
    findings = probes.ask(asked)
    level = probes.worst(findings)
    body: dict[str, Any] = {"status": level}
    if may_watch(request):
        body["checks"] = {
            finding.name: {"status": finding.level, "seconds": finding.seconds, **finding.facts} for finding in findings
        }
    return JsonResponse(body, status=503 if level == probes.Level.FAIL else 200)
