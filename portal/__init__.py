"""The nouns every chapter shares and the machinery every chapter uses."""

from portal.celery import app as celery_app

__all__ = ["celery_app"]
