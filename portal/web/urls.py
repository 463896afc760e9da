"""The public front and the desk."""

from django.contrib.auth.decorators import login_not_required
from django.urls import path
from django.views.i18n import set_language

from portal.web.pages import addresses, desk, front, inbox, law, preferences, searching

urlpatterns = [
    *addresses.urlpatterns,
    path("", front.Home.as_view(), name="home"),
    path("o/<str:code>/", front.OrganisationPage.as_view(), name="organisation"),
    path("search/", searching.Search.as_view(), name="search"),
    path("desk/", desk.Desk.as_view(), name="desk"),
    path("desk/docket/", desk.Docket.as_view(), name="docket"),
    path("desk/inbox/", inbox.Inbox.as_view(), name="inbox"),
    path("desk/inbox/<uuid:uuid>/", inbox.OpenMessage.as_view(), name="message"),
    path("law/", law.LawPage.as_view(), name="law"),
    path("law/<str:key>/", law.ClausePage.as_view(), name="law-clause"),
    path("large-type/", preferences.large_type, name="large-type"),
    path("language/", login_not_required(set_language), name="set_language"),
]
