"""A session is told by the browser its owner knows."""

import pytest

from portal.accounts.browsers import called

CHROME = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Safari/537.36"
PHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Safari/604.1"


@pytest.mark.parametrize(
    ("agent", "name"),
    [
        (CHROME, "Chrome · Linux"),
        (CHROME + " Edg/140.0", "Edge · Linux"),
        (PHONE, "Safari · iPhone"),
        (PHONE + " MicroMessenger/8.0", "微信 · iPhone"),
        ("Mozilla/5.0 (Windows NT 10.0; rv:130.0) Gecko/20100101 Firefox/130.0", "Firefox · Windows"),
        ("curl/8.5.0", "curl/8.5.0"),
        ("", ""),
    ],
)
def test_a_browser_is_called_what_its_owner_calls_it(agent, name):
    assert called(agent) == name
