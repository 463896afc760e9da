"""The jobs of exchange and the portal's own spreadsheet, known to every worker."""

from portal.exchange.exports import export_list
from portal.exchange.imports import import_workbook
from portal.exchange.organisations import REGISTER

__all__ = ["REGISTER", "export_list", "import_workbook"]
