"""Addresses of the chapter's interface."""

from rest_framework.routers import SimpleRouter

from institutions.rest import answers
from institutions.rest.proceedings import ProceedingViewSet
from institutions.rest.views import FilingViewSet, FindingViewSet, QualificationViewSet
from portal.rest import standing

standing.plug(answers.QUALIFIED)

router = SimpleRouter(trailing_slash=False)
router.register("qualifications", QualificationViewSet, basename="api-qualification")
router.register("findings", FindingViewSet, basename="api-finding")
router.register("proceedings", ProceedingViewSet, basename="api-proceeding")
router.register("filings", FilingViewSet, basename="api-filing")
urlpatterns = router.urls
