"""On hearing of requests to act for an organisation: tell the applicant, and whoever is to decide."""

from django.urls import reverse
from django.utils.translation import gettext as _

from portal.accounts import reading
from portal.accounts.events import RegistrationConfirmed, RegistrationRefused, RegistrationRequested
from portal.accounts.models import Registration
from portal.events import listens
from portal.notifications.services import notify


def _found(registration: int) -> Registration:
    return Registration.objects.select_related("user", "region").get(pk=registration)


@listens(RegistrationRequested)
def tell_of_the_request(fact: RegistrationRequested) -> None:
    row = _found(fact.registration)
    key, words = f"registration:{row.pk}:requested", {"name": row.name, "person": row.user.name}
    deciders = reading.deciders(row, row.requested_on)
    title = _("%(name)s的单位账号申请已提交") % words
    body = _("单位已有管理员的，由其确认；没有的，请上传授权书，由注册地主管部门核验后确认。")
    notify([row.user], "accounts.registration", title, body, reverse("accounts:registration-list"), key=key)
    title = _("%(person)s 申请代表%(name)s，等待您确认") % words
    notify(
        deciders,
        "accounts.registration-waiting",
        title,
        "",
        reverse("accounts:registration-queue"),
        key=f"{key}:decide",
    )


@listens(RegistrationConfirmed)
def tell_of_the_confirmation(fact: RegistrationConfirmed) -> None:
    row = _found(fact.registration)
    title = _("%(name)s的单位账号申请已确认") % {"name": row.name}
    body = _("您现在可以代表该单位办理业务。")
    key = f"registration:{row.pk}:confirmed"
    notify([row.user], "accounts.registration-confirmed", title, body, reverse("desk"), key=key)


@listens(RegistrationRefused)
def tell_of_the_refusal(fact: RegistrationRefused) -> None:
    row = _found(fact.registration)
    title = _("%(name)s的单位账号申请未通过") % {"name": row.name}
    body = _("理由：%(reason)s。改正后可以重新申请。") % {"reason": fact.reason}
    key = f"registration:{row.pk}:refused"
    notify([row.user], "accounts.registration-refused", title, body, reverse("accounts:registration-list"), key=key)
