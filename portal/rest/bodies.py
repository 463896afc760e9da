"""How much is read of what comes in, and as what."""

from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _
from rest_framework.exceptions import ParseError
from rest_framework.parsers import JSONParser

from portal.database.texts import is_storable, texts_in
from portal.rest.problems import TooLarge


class LimitedJSONParser(JSONParser):
    """JSON up to `API_MAX_BODY` bytes, not nested beyond reason, of texts that a database can hold."""

    def parse(self, stream: Any, media_type: Any = None, parser_context: Any = None) -> Any:
        context = parser_context or {}
        request = context.get("request")
        announced = request.META.get("CONTENT_LENGTH") if request is not None else None
        if announced and announced.isdecimal() and int(announced) > settings.API_MAX_BODY:
            raise TooLarge
        try:
            limited: Any = _Limited(stream, settings.API_MAX_BODY)
            parsed = super().parse(limited, media_type, parser_context)
            storable = all(map(is_storable, texts_in(parsed)))
        except RecursionError as error:
            raise ParseError(_("请求内容嵌套过深。")) from error
        if not storable:
            raise ParseError(_("请求内容含有不能保存的字符。"))
        return parsed


class _Limited:
    """A stream that raises once it has given more than it may; for bodies that do not say how long they are."""

    def __init__(self, stream: Any, most: int) -> None:
        self._stream, self._left = stream, most

    def read(self, size: int = -1) -> bytes:
        data: bytes = self._stream.read(size if 0 <= size <= self._left else self._left + 1)
        self._left -= len(data)
        if self._left < 0:
            raise TooLarge
        return data
