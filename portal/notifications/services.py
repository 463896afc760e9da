"""What can be told, to whom; every deed here done twice is done once."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import F, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.accounts.models import User
from portal.database.among import Among
from portal.database.entering import enter_unless_there
from portal.database.joining import joined
from portal.database.kept import kept
from portal.notifications.delivering import deliver
from portal.notifications.models import Delivery, Endpoint, Message, Preference
from portal.parties.models import Organisation

Mail = Preference.Mail
MOST_IN_DIGEST: Final = 200
#: Where a file lies in private storage, and what its reader knows it as.
File = tuple[str, str]


@joined()
def notify(
    users: Iterable[User],
    event: str,
    title: str,
    body: str = "",
    link: str = "",
    *,
    key: str,
    files: Iterable[File] = (),
) -> int:
    """
    Tell these people of an event; how many had not been told yet.

    `event` names the kind ("institutions.accepted"), `key` this very event ("institutions.accepted:AP41-2026-000123"):
    told twice with the same key, also by two processes at once, each person gets one message and one mail. `files` lie
    in private storage and go with a mail that is sent at once; the inbox and a digest lead to them by the link.
    """
    people = {user.pk: user for user in users if user.is_active}
    if not people:
        return 0
    wishes = {wish.user_id: wish for wish in _wishes_of(list(people))}
    drafts = [
        Message(
            user=user,
            event=event,
            key=key,
            title=str(title)[:160],
            body=str(body),
            link=link,
            waits_for_digest=pk in wishes and wishes[pk].mail == Mail.DAILY,
        )
        for pk, user in people.items()
    ]
    written = enter_unless_there(drafts, "uuid")
    fresh = [draft for draft in drafts if draft.uuid in written]
    enclosed = list(files)
    post([row for draft in fresh for row in _deliveries(draft, wishes.get(draft.user_id), enclosed)])
    return len(fresh)


@kept
def _wishes_of(users: list[int]) -> QuerySet[Preference]:
    return Preference.objects.filter(Among(F("user"), users))


def _deliveries(message: Message, wish: Preference | None, files: list[File]) -> list[Delivery]:
    channels = []
    if message.user.email and (wish is None or wish.mail == Mail.AT_ONCE):
        channels.append(Delivery.Channel.MAIL)
    if wish is not None and wish.by_sms:
        channels.append(Delivery.Channel.SMS)
    return [
        Delivery(
            key=f"{channel}:{message.uuid}",
            channel=channel,
            user=message.user,
            subject=message.title,
            body=letter(message),
            files=files if channel == Delivery.Channel.MAIL else [],
        )
        for channel in channels
    ]


def letter(message: Message) -> str:
    """The text of a mail: what happened, and where to read on."""
    lines = [message.body or message.title]
    if message.link:
        lines.append(settings.PUBLIC_URL.rstrip("/") + message.link)
    return "\n\n".join([*lines, _("本邮件由系统自动发送，请勿回复。")])


@joined()
def tell_organisation(organisation: Organisation, event: str, payload: dict[str, Any], *, key: str) -> int:
    """Tell an organisation's own systems of an event, once an endpoint; how many endpoints want it."""
    wanting = [endpoint for endpoint in _listening(organisation.pk) if not endpoint.events or event in endpoint.events]
    post(
        [
            Delivery(
                key=f"webhook:{endpoint.uuid}:{key}"[:240],
                channel=Delivery.Channel.WEBHOOK,
                endpoint=endpoint,
                subject=event,
                payload={"event": event, "key": key, "organisation": organisation.code, "facts": payload},
            )
            for endpoint in wanting
        ]
    )
    return len(wanting)


@kept
def _listening(organisation: int) -> QuerySet[Endpoint]:
    return Endpoint.objects.filter(organisation=organisation, is_active=True)


def post(rows: list[Delivery]) -> None:
    """Put deliveries in the outbox, and send them once the event itself is committed."""
    if not rows:
        return
    Delivery.objects.bulk_create(rows, ignore_conflicts=True)
    keys = [row.key for row in rows]
    for pk in Delivery.objects.filter(key__in=keys, attempts=0).values_list("pk", flat=True):
        deliver.delay_on_commit(pk)  # type: ignore[attr-defined]  # PatientTask's


@transaction.atomic
def send_digests(on: date) -> int:
    """One mail a day to each person who wants it so, with everything new; how many mails."""
    waiting = Message.objects.for_digest().select_for_update(skip_locked=True, of=("self",)).select_related("user")
    by_user: dict[User, list[Message]] = defaultdict(list)
    for message in waiting.order_by("user_id", "created_at"):
        by_user[message.user].append(message)
    rows = [_digest(user, messages, on) for user, messages in by_user.items() if user.email]
    post(rows)
    Message.objects.filter(pk__in=[message.pk for messages in by_user.values() for message in messages]).update(
        waits_for_digest=False
    )
    return len(rows)


def _digest(user: User, messages: list[Message], on: date) -> Delivery:
    here = timezone.get_current_timezone()
    shown = [(message.created_at.astimezone(here), message.title) for message in messages[:MOST_IN_DIGEST]]
    listed = [f"{at:%H:%M}  {title}" for at, title in shown]
    if len(messages) > MOST_IN_DIGEST:
        listed.append(_("另有 %(count)d 条，请登录查看。") % {"count": len(messages) - MOST_IN_DIGEST})
    return Delivery(
        key=f"digest:{user.pk}:{messages[0].uuid}",
        channel=Delivery.Channel.MAIL,
        user=user,
        subject=_("%(on)s 消息汇总（%(count)d 条）") % {"on": on.isoformat(), "count": len(messages)},
        body="\n".join(listed),
    )


def mark_read(user: User, now: datetime, uuids: Iterable[UUID] | None = None) -> int:
    """Note that a person has read these messages, or all; how many were unread."""
    rows = Message.objects.all().visible_to(user).unread()
    if uuids is not None:
        rows = rows.filter(uuid__in=list(uuids))
    return int(rows.update(read_at=now))


def prefer(user: User, *, mail: str, by_sms: bool) -> Preference:
    """Keep how a person wants to be told."""
    wish, _created = Preference.objects.update_or_create(user=user, defaults={"mail": mail, "by_sms": by_sms})
    return wish


@transaction.atomic
def renew_secret(endpoint: Endpoint) -> str:
    """A new secret for an endpoint; what the old one signed is void."""
    fresh = Endpoint.objects.select_for_update().get(pk=endpoint.pk)
    fresh.turn += 1
    fresh.save(update_fields=["turn"])
    return fresh.secret


def wish_of(user: User) -> Preference:
    """How a person wants to be told; what nobody has said yet is mail at once."""
    return Preference.objects.filter(user=user).first() or Preference(user=user)
