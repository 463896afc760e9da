"""What a browser calls itself, in the two words its owner knows: Chrome, Windows."""

from typing import Final

from django.utils.translation import gettext_lazy as _

#: In this order: most browsers also name those they want to be taken for.
BROWSERS: Final = (
    ("MicroMessenger", _("微信")),
    ("DingTalk", _("钉钉")),
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("Firefox", "Firefox"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)
SYSTEMS: Final = (
    ("HarmonyOS", "HarmonyOS"),
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Mac OS", "macOS"),
    ("Linux", "Linux"),
)


def called(agent: str) -> str:
    """`Chrome · Linux`; what is not known is shown as it came, in eighty characters."""
    words = [next((str(name) for mark, name in known if mark in agent), "") for known in (BROWSERS, SYSTEMS)]
    return " · ".join(filter(None, words)) or agent[:80]
