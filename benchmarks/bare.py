"""What the interface is measured against: Django with one indexed SELECT and nothing else.

Served by the portal's own web server as `benchmarks.bare:application`; no process of the portal's knows this module.
"""

import django
from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.http import HttpRequest, JsonResponse
from django.urls import path

django.setup(set_prefix=False)
settings.MIDDLEWARE = ["django.middleware.common.CommonMiddleware"]
settings.ROOT_URLCONF = __name__

from portal.parties.models import Organisation  # noqa: E402 - models come after the applications


def organisation(_request: HttpRequest, code: str) -> JsonResponse:
    """One organisation by its code, in a small body."""
    found = Organisation.objects.get(code=code)
    return JsonResponse({"code": found.code, "name": found.name, "status": found.status})


urlpatterns = [path("<str:code>", organisation)]
application = WSGIHandler()
