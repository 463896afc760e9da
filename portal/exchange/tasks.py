"""The jobs of exchange, known to every worker."""

from portal.exchange.exports import export_list
from portal.exchange.imports import import_workbook

__all__ = ["export_list", "import_workbook"]
