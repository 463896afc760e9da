"""The jobs of the web, known to every worker."""

from portal.web.bundles import make_files
from portal.web.exporting import export_shown

__all__ = ["export_shown", "make_files"]
