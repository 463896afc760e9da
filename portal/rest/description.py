"""The OpenAPI document put into words a page can show."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

METHODS: Final = ("get", "post", "put", "patch", "delete")


def of(document: Mapping[str, Any]) -> dict[str, Any]:
    """Title, version, operations by tag, and the bodies they name."""
    groups: dict[str, list[dict[str, Any]]] = {}
    for path, item in document["paths"].items():
        for method in METHODS:
            if method in item:
                operation = item[method]
                groups.setdefault((operation.get("tags") or ["api"])[0], []).append(_operation(path, method, operation))
    bodies = document.get("components", {}).get("schemas", {})
    return {
        "info": document["info"],
        "groups": sorted(groups.items()),
        "bodies": [{"name": name, "fields": list(_fields(body))} for name, body in sorted(bodies.items())],
    }


def _operation(path: str, method: str, operation: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "path": path,
        "method": method.upper(),
        "id": operation["operationId"],
        "summary": operation.get("summary", ""),
        "description": operation.get("description", ""),
        "scope": operation.get("x-token-scope", ""),
        "is_public": not operation.get("security"),
        "parameters": [
            {**parameter, "kind": _kind(parameter.get("schema", {}))} for parameter in operation.get("parameters", ())
        ],
        "body": next((_kind(content["schema"]) for content in _contents(operation.get("requestBody"))), ""),
        "answers": [
            {
                "code": code,
                "description": answer.get("description", ""),
                "kind": next((_kind(content.get("schema", {})) for content in _contents(answer)), ""),
            }
            for code, answer in operation["responses"].items()
        ],
    }


def _contents(holder: Mapping[str, Any] | None) -> list[Any]:
    return list((holder or {}).get("content", {}).values())


def _fields(body: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    required = set(body.get("required", ()))
    for name, schema in body.get("properties", {}).items():
        words = schema.get("description") or schema.get("title", "")
        yield {"name": name, "kind": _kind(schema), "words": words, "is_required": name in required}


def _kind(schema: Mapping[str, Any]) -> str:
    """A type in one word, or the name of the body it refers to."""
    if "$ref" in schema:
        return str(schema["$ref"]).rpartition("/")[2]
    for union in ("allOf", "oneOf", "anyOf"):
        if union in schema:
            return " | ".join(_kind(part) for part in schema[union])
    if schema.get("type") == "array":
        return f"[{_kind(schema.get('items', {}))}]"
    if schema.get("enum"):
        return " | ".join(str(value) for value in schema["enum"])
    return str(schema.get("format") or schema.get("type", ""))
