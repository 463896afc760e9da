"""Where papers are fetched."""

from django.urls import path

from portal.documents.views import download

app_name = "documents"
urlpatterns = [path("<str:code>.pdf", download, name="pdf")]
