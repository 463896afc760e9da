"""The public front and the desk."""

from django.contrib.auth.decorators import login_not_required
from django.urls import path
from django.views.i18n import set_language

from portal.web.pages import (
    addresses,
    bundles,
    checks,
    desk,
    endpoints,
    front,
    imports,
    inbox,
    jobs,
    law,
    letters,
    places,
    preferences,
    reports,
    searches,
    searching,
)

urlpatterns = [
    *addresses.urlpatterns,
    path("", front.Home.as_view(), name="home"),
    path("o/<str:code>/", front.OrganisationPage.as_view(), name="organisation"),
    path("search/", searching.Search.as_view(), name="search"),
    path("desk/", desk.Desk.as_view(), name="desk"),
    path("desk/docket/", desk.Docket.as_view(), name="docket"),
    path("desk/checks/", checks.Checks.as_view(), name="checks"),
    path("desk/places/", places.Places.as_view(), name="places"),
    path("desk/searches/", searches.SaveSearch.as_view(), name="save-search"),
    path("desk/searches/<int:pk>/forget/", searches.ForgetSearch.as_view(), name="forget-search"),
    path("desk/announcement-files/", bundles.Bundles.as_view(), name="bundles"),
    path("desk/inbox/", inbox.Inbox.as_view(), name="inbox"),
    path("desk/inbox/<uuid:uuid>/", inbox.OpenMessage.as_view(), name="message"),
    path("desk/jobs/", jobs.Jobs.as_view(), name="jobs"),
    path("desk/jobs/<uuid:uuid>/", jobs.JobPage.as_view(), name="job"),
    path("desk/jobs/<uuid:uuid>/progress/", jobs.JobProgress.as_view(), name="job-progress"),
    path("desk/jobs/<uuid:uuid>/cancel/", jobs.CancelJob.as_view(), name="job-cancel"),
    path("desk/jobs/<uuid:uuid>/result/", jobs.JobResult.as_view(), name="job-result"),
    path("desk/imports/<str:code>/", imports.ImportPage.as_view(), name="import"),
    path("desk/imports/<str:code>/template/", imports.TemplateFile.as_view(), name="import-template"),
    path("desk/reports/", reports.ReportsPage.as_view(), name="reports"),
    path("desk/reports/<uuid:uuid>/", reports.ReportPage.as_view(), name="report"),
    path("desk/reports/<uuid:uuid>/<str:ending>/", reports.ReportFile.as_view(), name="report-file"),
    path("law/", law.LawPage.as_view(), name="law"),
    path("law/<str:key>/", law.ClausePage.as_view(), name="law-clause"),
    path("desk/preferences/", preferences.Preferences.as_view(), name="preferences"),
    path("desk/endpoints/", endpoints.Endpoints.as_view(), name="endpoints"),
    path("desk/endpoints/<uuid:uuid>/<str:deed>/", endpoints.EndpointDeed.as_view(), name="endpoint-deed"),
    path("desk/registrations/<int:pk>/letter/", letters.Letter.as_view(), name="registration-letter"),
    path("large-type/", preferences.large_type, name="large-type"),
    path("language/", login_not_required(set_language), name="set_language"),
]
