"""The public front and the desk."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
