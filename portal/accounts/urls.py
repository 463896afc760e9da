"""Where people prove who they are."""

from django.urls import include, path

urlpatterns = [path("", include("allauth.urls"))]
