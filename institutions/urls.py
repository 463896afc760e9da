"""Addresses of the chapter."""

from django.urls import path

from institutions.views import applicants, conditions, experts, files, officers, proceedings, qualifications, visitors

app_name = "institutions"
urlpatterns = [
    path("", visitors.Register.as_view(), name="register"),
    path("register/<str:number>/", visitors.QualificationPage.as_view(), name="qualification"),
    path("filings/", applicants.MyFilings.as_view(), name="filings"),
    path("filings/start/", applicants.StartFiling.as_view(), name="filing-start"),
    path("filings/<str:number>/", files.FilingPage.as_view(), name="filing"),
    path("filings/<str:number>/draft/", applicants.Draft.as_view(), name="filing-draft"),
    path("filings/<str:number>/draft/<str:section>/", applicants.EditSection.as_view(), name="filing-section"),
    path("filings/<str:number>/checklist/", files.ChecklistPart.as_view(), name="filing-checklist"),
    path("filings/<str:number>/content/", files.ContentPart.as_view(), name="filing-content"),
    path("filings/<str:number>/record/", files.RecordPart.as_view(), name="filing-record"),
    path("filings/<str:number>/evidence/add/", applicants.AddEvidence.as_view(), name="evidence-add"),
    path("filings/<str:number>/evidence/remove/", applicants.RemoveEvidence.as_view(), name="evidence-remove"),
    path("filings/<str:number>/workbook/", applicants.ImportWorkbook.as_view(), name="filing-import"),
    path("filings/<str:number>/workbook/template/", applicants.WorkbookTemplate.as_view(), name="filing-template"),
    path("filings/<str:number>/review/", applicants.ReviewDraft.as_view(), name="filing-review"),
    path("filings/<str:number>/submit/", applicants.Submit.as_view(), name="filing-submit"),
    path("filings/<str:number>/extend/", officers.Extend.as_view(), name="filing-extend"),
    path("filings/<str:number>/seats/<int:pk>/replace/", officers.ReplaceExpert.as_view(), name="seat-replace"),
    path("filings/<str:number>/moves/<str:move>/", officers.MakeMove.as_view(), name="filing-move"),
    path("qualifications/", qualifications.Qualifications.as_view(), name="qualifications"),
    path("qualifications/<str:number>/", qualifications.QualificationFile.as_view(), name="qualification-file"),
    path(
        "qualifications/<str:number>/conditions/",
        conditions.QualificationConditions.as_view(),
        name="qualification-conditions",
    ),
    path(
        "qualifications/<str:number>/proceedings/<str:measure>/",
        proceedings.OpenProceeding.as_view(),
        name="proceeding-open",
    ),
    path("proceedings/", proceedings.Proceedings.as_view(), name="proceedings"),
    path("proceedings/<str:number>/", proceedings.ProceedingPage.as_view(), name="proceeding"),
    path("proceedings/<str:number>/statement/", proceedings.MakeStatement.as_view(), name="proceeding-statement"),
    path("proceedings/<str:number>/moves/<str:move>/", proceedings.MoveProceeding.as_view(), name="proceeding-move"),
    path("findings/", conditions.Findings.as_view(), name="findings"),
    path(
        "qualifications/<str:number>/moves/<str:move>/",
        qualifications.MoveQualification.as_view(),
        name="qualification-move",
    ),
    path("seats/", experts.Seats.as_view(), name="seats"),
    path("seats/<int:pk>/", experts.SeatPage.as_view(), name="seat"),
]
