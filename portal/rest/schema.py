"""The OpenAPI document: made from the views, completed with what they all share, committed as docs/openapi.yaml."""

import functools
from typing import Any, Final

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.utils import OpenApiParameter

from portal.rest.permissions import needed

METHODS: Final = ("get", "post", "put", "patch", "delete")
CHECK_PATH: Final = "/api/v1/organisations/{code}/check"


class PortalSchema(AutoSchema):
    """Names the headers of deeds and the scope a token needs."""

    def get_override_parameters(self) -> list[Any]:
        parameters = list(super().get_override_parameters())
        view: Any = self.view
        if self.method == "POST" and hasattr(view, "do_once"):
            parameters.append(_header("Idempotency-Key", _("本次办理的唯一标识；重复提交得到同一结果")))
            if view.detail and hasattr(view.model, "version"):
                parameters.append(_header("If-Match", _("所依据的版本，即读取时的 ETag")))
        return parameters

    def get_operation(self, *args: Any, **kwargs: Any) -> dict[str, Any] | None:
        operation = super().get_operation(*args, **kwargs)
        if operation is not None and (scope := needed(self.method, self.view)):
            operation["x-token-scope"] = scope
        return operation


class BearerScheme(OpenApiAuthenticationExtension):
    """Tokens, as the document knows them."""

    target_class = "portal.rest.authentication.BearerAuthentication"
    name = "token"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        return {"type": "http", "scheme": "bearer"}


def complete(result: dict[str, Any], **_kwargs: Any) -> dict[str, Any]:
    """Add the public check, the problem document, and who answers with it."""
    result["components"].setdefault("schemas", {}).update({"Problem": _problem(), "Check": _check()})
    result["paths"][CHECK_PATH] = {"get": _check_operation()}
    _forget_marks(result)
    result["paths"] = dict(sorted(result["paths"].items()))
    for path, item in result["paths"].items():
        for method in METHODS:
            if method in item:
                _complete_operation(path, item[method])
    return result


@functools.cache
def document() -> dict[str, Any]:
    """The whole document, made once a process, in the language of the source."""
    with translation.override(settings.LANGUAGE_CODE):
        found: dict[str, Any] = SchemaGenerator().get_schema(request=None, public=True)
    return found


def _complete_operation(path: str, operation: dict[str, Any]) -> None:
    codes = {"400": _("请求内容有误，逐项列出"), "429": _("请求过于频繁，见 Retry-After")}
    if operation.get("security") and {} not in operation["security"]:
        codes |= {"401": _("没有有效的令牌或者登录"), "403": _("令牌没有所需的权限")}
    else:
        operation.pop("security", None)
    if "{" in path:
        codes["404"] = _("不存在，或者无权看见")
    headers = {parameter["name"] for parameter in operation.get("parameters", ()) if parameter["in"] == "header"}
    if "Idempotency-Key" in headers:
        codes |= {
            "409": _("办理未通过，逐条列出原因和依据；或者事项已被更新"),
            "413": _("请求内容过大"),
            "415": _("请求内容须为 application/json"),
            "422": _("Idempotency-Key 已用于内容不同的请求"),
        }
    if "If-Match" in headers:
        codes |= {"412": _("If-Match 所写的版本已旧"), "428": _("没有写明 If-Match")}
    content = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
    for code in sorted(codes):
        operation["responses"].setdefault(code, {"description": codes[code], "content": content})


def _forget_marks(node: Any) -> None:
    """Remove the generator's own notes on enumerations."""
    if isinstance(node, dict):
        node.pop("x-spec-enum-id", None)
    for inner in node.values() if isinstance(node, dict) else node if isinstance(node, list) else ():
        _forget_marks(inner)


def _header(name: str, description: str) -> OpenApiParameter:
    return OpenApiParameter(name, str, OpenApiParameter.HEADER, required=True, description=description)


def _text(*names: str) -> dict[str, Any]:
    return {name: {"type": "string"} for name in names}


def _objects(*names: str) -> dict[str, Any]:
    return {"type": "array", "items": {"type": "object", "required": list(names), "properties": _text(*names)}}


def _problem() -> dict[str, Any]:
    return {
        "type": "object",
        "description": _("一切错误都是这一种文档（RFC 9457）；各类错误所附的内容不同。"),
        "required": ["type", "status", "detail"],
        "properties": {
            **_text("type", "detail", "scope"),
            "status": {"type": "integer"},
            "errors": _objects("field", "code", "message"),
            "objections": _objects("message", "basis", "basis_key", "field", "required", "found"),
            "changes": _objects("field", "then", "now"),
            "expected": {"type": "integer"},
            "found": {"type": "integer"},
        },
    }


def _check() -> dict[str, Any]:
    day = {"type": "string", "format": "date", "nullable": True}
    answer = {
        **_text("key", "question", "sentence", "basis", "basis_key", "number"),
        "verdict": {"type": "string", "enum": ["good", "warn", "bad", "none"]},
        "since": day,
        "until": day,
    }
    facts = {
        **_text("code", "name", "status"),
        "region": {"type": "object", "required": ["code", "name"], "properties": _text("code", "name")},
        "as_of": {"type": "string", "format": "date"},
        "answers": {"type": "array", "items": {"type": "object", "required": sorted(answer), "properties": answer}},
    }
    return {"type": "object", "required": sorted(facts), "properties": facts}


def _check_operation() -> dict[str, Any]:
    return {
        "operationId": "organisations_check",
        "summary": _("核查一个单位"),
        "description": _("各业务对该单位今天的结论：能否承接业务、保险是否有效、有无禁入，各附依据。"),
        "parameters": [{"in": "path", "name": "code", "required": True, "schema": {"type": "string"}}],
        "tags": ["organisations"],
        "responses": {
            "200": {
                "description": "",
                "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Check"}}},
            }
        },
    }
