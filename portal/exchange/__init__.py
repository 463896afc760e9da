"""
Declared spreadsheets in, lists out.

In: a chapter's `exchange.py` declares a `Spreadsheet`; the portal makes its template, reads what comes back, tells
every error by sheet and cell, and hands over all rows or none. Out: a `ListExport` names its columns once for XLSX,
CSV and JSON lines.
"""

from portal.exchange.declarations import Column, Kind, Sheet, Spreadsheet, declare, find
from portal.exchange.errors import CellError
from portal.exchange.lists import ExportColumn, ListExport

__all__ = ["CellError", "Column", "ExportColumn", "Kind", "ListExport", "Sheet", "Spreadsheet", "declare", "find"]
