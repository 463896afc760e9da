"""The portal's own door, before a portal that knows a workbook which takes its time."""

from portal.wsgi import application
from tests.outages import long_book

__all__ = ["application", "long_book"]
