"""A form whose deed may be refused."""

from typing import Any

from django.http import HttpResponse
from django.views.generic import FormView

from portal.accounts.forms import Styled
from portal.errors import Refused


class RefusableForm(FormView):
    """A form whose deed may be refused: it comes back with every objection, as 409."""

    def do(self, form: Any) -> HttpResponse:
        """The deed."""
        raise NotImplementedError

    def form_valid(self, form: Styled) -> HttpResponse:
        """Do it, or show why not."""
        try:
            return self.do(form)
        except Refused as refused:
            form.refuse(refused)
            response = self.form_invalid(form)
            response.status_code = 409
            return response
