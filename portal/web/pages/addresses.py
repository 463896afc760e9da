"""The addresses of announcements, objections and verification."""

from django.urls import path

from portal.web.pages import announcements, objections, verification

urlpatterns = [
    path("announcements/", announcements.Announcements.as_view(), name="announcements"),
    path("announcements/feed/", announcements.feed, name="announcement-feed"),
    path("announcements/<str:key>/", announcements.AnnouncementPage.as_view(), name="announcement"),
    path("announcements/<str:key>/objection/", objections.ObjectTo.as_view(), name="object-to"),
    path("objections/", objections.ObjectionStatus.as_view(), name="objection-status"),
    path("objections/receipt/", objections.ObjectionReceipt.as_view(), name="objection-receipt"),
    path("desk/objections/<str:number>/", objections.ObjectionPage.as_view(), name="objection"),
    path("v/", verification.VerifyForm.as_view(), name="verify-form"),
    path("v/<str:code>/", verification.VerifyPage.as_view(), name="verify"),
]
