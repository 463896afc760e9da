"""Where files are fetched."""

from django.urls import path

from portal.attachments.views import download

app_name = "attachments"
urlpatterns = [path("<uuid:key>/", download, name="download")]
