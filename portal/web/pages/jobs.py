"""Long work, watched: my jobs, the progress of one, its file, and calling it off."""

from django.http import FileResponse, Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect

from portal.accounts.http import UserRequest
from portal.jobs import services
from portal.jobs.models import Job
from portal.web.listing import Keyset, Sort
from portal.web.views import ScopedView

NEWEST = Sort("new", "", "created_at", descending=True)
#: The page lists this many problems; the result file has them all.
SHOWN = 200


class Jobs(ScopedView):
    """My jobs, newest first."""

    model = Job
    template_name = "portal/jobs.html"

    def get(self, request: UserRequest) -> HttpResponse:
        page = Keyset(self.rows(), NEWEST, 30, request.GET.get("after", ""))
        return self.show(page=page, rows=page.rows, query="")


class JobPage(ScopedView):
    """One job: its bar while it runs, which asks again every two seconds, and what came of it."""

    model = Job
    lookup = "uuid"
    template_name = "portal/job_detail.html"
    partial_name = "portal/_job_progress.html"

    def get(self, _request: UserRequest, uuid: str) -> HttpResponse:
        job = self.get_object()
        return self.show(job=job, problems=job.problems[:SHOWN], unshown=max(len(job.problems) - SHOWN, 0))


class JobProgress(ScopedView):
    """The same as data, for programs."""

    model = Job
    lookup = "uuid"

    def get(self, _request: UserRequest, uuid: str) -> JsonResponse:
        job = self.get_object()
        facts = {
            "uuid": str(job.uuid),
            "kind": job.kind,
            "state": job.state,
            "is_finished": job.is_finished,
            "done": job.done,
            "total": job.total,
            "percent": job.percent,
            "step": job.step,
            "problems": len(job.problems),
            "has_result": bool(job.result),
        }
        return JsonResponse(facts, headers={"Cache-Control": "no-store"})


class CancelJob(ScopedView):
    """Call a job off."""

    model = Job
    lookup = "uuid"

    def post(self, _request: UserRequest, uuid: str) -> HttpResponse:
        job = self.get_object()
        services.cancel(job)
        return redirect("job", uuid=job.uuid)


class JobResult(ScopedView):
    """The file a job made, for its owner alone."""

    model = Job
    lookup = "uuid"

    def get(self, _request: UserRequest, uuid: str) -> FileResponse:
        job = self.get_object()
        if not job.result:
            raise Http404
        return FileResponse(job.result.open("rb"), as_attachment=True, filename=job.result_name)
