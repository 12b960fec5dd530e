"""The mails of hearings: to addresses that want the answers, and to officials who owe one. Each once, in its reader's
language, with one click to stop where somebody asked for it."""

import datetime as dt
import logging
from collections.abc import Iterable

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from commons.accounts.domain.posting import post
from commons.accounts.models import Role, User
from commons.followup.models import Milestone
from hearings.domain import subscribing
from hearings.models import (
    Answer,
    AnswerKind,
    Contribution,
    Hearing,
    HearingState,
    Reminder,
    ReminderKind,
    Subscriber,
    Theme,
    Told,
)

log = logging.getLogger(__name__)

BEFORE = dt.timedelta(days=7)
"""So long before an answer is due its official is reminded."""


class SomeMailsFailed(Exception):
    """Some could not be mailed now; the job is to be run again, for them alone."""


def ask_to_confirm() -> int:
    """Mail those who asked to be told and have not been asked to confirm it; how many."""
    sent = 0
    for one in subscribing.to_ask():
        try:
            with transaction.atomic():
                if Subscriber.objects.filter(pk=one.pk, is_asked=False).update(is_asked=True):
                    sent += int(post(_mail(one, "confirm", {}), is_anew=True))
        except Exception:
            log.exception("Asking an address to confirm failed")  # the next run asks again
    return sent


def tell_of_answer(answer_id: int) -> int:
    """Tell everybody who wants it that a theme is answered; how many mails went out. Raises `SomeMailsFailed`."""
    answer = Answer.objects.select_related("theme__hearing").filter(pk=answer_id).first()
    if answer is None:
        return 0
    return _tell(answer.theme, f"answer {answer.pk}", "answer", {"answer": answer})


def tell_of_later(milestone_id: int) -> int:
    """Tell the same people what was told after the answer. Raises `SomeMailsFailed`."""
    milestone = (
        Milestone.objects.select_related("track__theme__hearing")
        .filter(pk=milestone_id, track__theme__isnull=False)
        .first()
    )
    if milestone is None:
        return 0
    return _tell(milestone.track.theme, f"later {milestone.pk}", "later", {"milestone": milestone})


def _tell(theme: Theme, what: str, kind: str, words: dict[str, object]) -> int:
    sent = failed = 0
    for one in _wanting(theme).exclude(told__what=what):
        try:
            with transaction.atomic():
                Told.objects.create(subscriber=one, what=what)
                is_sent = post(_mail(one, kind, words | {"theme": theme}))
            sent += int(is_sent)
        except IntegrityError:
            continue  # a run at the same time told them, or they have stopped
        except Exception:
            log.exception("Telling of %s failed", what)
            failed += 1
    if failed:
        raise SomeMailsFailed(f"{failed} of {sent + failed}")
    return sent


def _wanting(theme: Theme) -> QuerySet[Subscriber]:
    """The addresses that want the whole hearing, or a service about which there are notes in the theme."""
    about = list(
        Contribution.objects.filter(theme=theme).order_by().values_list("service_area", flat=True).distinct()
    )
    wanted = Q(services=[]) | Q(services__overlap=about)
    rows = Subscriber.objects.filter(wanted, hearing=theme.hearing_id, is_confirmed=True)
    return rows.select_related("hearing").order_by("pk")


def _mail(one: Subscriber, kind: str, words: dict[str, object]) -> EmailMessage:
    with translation.override(one.language):
        stop = settings.SITE_URL + reverse("hearings:mails", args=[one.token])
        theme = words.get("theme")
        content = words | {
            "hearing": one.hearing,
            "stop_url": stop,
            "site": settings.SITE_NAME,
            "hearing_url": settings.SITE_URL + one.hearing.get_absolute_url(),
            "theme_url": settings.SITE_URL + _theme_path(theme) if isinstance(theme, Theme) else "",
        }
        subject, _line, body = render_to_string(f"hearings/mail/{kind}.txt", content).strip().partition("\n")
    return EmailMessage(
        subject=" ".join(subject.split())[:200],
        body=body.strip() + "\n",
        to=[one.address],
        headers={
            "List-Unsubscribe": f"<{stop}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
            "Auto-Submitted": "auto-generated",
        },
    )


def _theme_path(theme: Theme) -> str:
    return reverse("hearings:theme", args=[theme.hearing.slug, theme.pk])


# -- officials -----------------------------------------------------------------------------------------------------


def tell_assignee(theme_id: int) -> int:
    """Tell the official who is to answer a theme, once for each day it is due. How many mails went out."""
    theme = Theme.objects.select_related("hearing", "assignee").filter(pk=theme_id, answer=None).first()
    if theme is None or theme.assignee is None:
        return 0
    return _remind(theme, ReminderKind.ASSIGNED, theme.due, [theme.assignee])


def remind(today: dt.date | None = None) -> int:
    """Remind officials of what is due within a week, of what is late, and of promised days that have passed with
    nothing told since. How many mails went out."""
    day = today or timezone.localdate()
    live = Theme.objects.exclude(hearing__state=HearingState.PREPARING).select_related(
        "hearing__area", "assignee"
    )
    owed = live.filter(answer=None, due__isnull=False)
    sent = 0
    for theme in owed.filter(due__gte=day, due__lte=day + BEFORE):
        sent += _remind(theme, ReminderKind.BEFORE, theme.due, _officials(theme))
    for theme in owed.filter(due__lt=day):
        sent += _remind(theme, ReminderKind.LATE, theme.due, _officials(theme, also_coordinators=True))
    for theme in unkept(live, day):
        sent += _remind(theme, ReminderKind.PROMISED, theme.answer.by_date, _officials(theme))
    return sent


def unkept(themes: QuerySet[Theme], today: dt.date) -> QuerySet[Theme]:
    """Those of `themes` whose answer promised a change by a day that has passed, with nothing told on or after it."""
    told = Milestone.objects.filter(track=OuterRef("track"), date__gte=OuterRef("answer__by_date"))
    passed = themes.filter(answer__kind=AnswerKind.WILL_CHANGE, answer__by_date__lt=today)
    return passed.exclude(Exists(told)).select_related("answer")


def _officials(theme: Theme, *, also_coordinators: bool = False) -> list[User]:
    """Who is reminded: the official who is to answer; without one, or where it is late, the coordinators."""
    found = [theme.assignee] if theme.assignee is not None and theme.assignee.is_active else []
    if not found or also_coordinators:
        found += [one for one in _coordinators(theme.hearing) if one not in found]
    return found


def _coordinators(hearing: Hearing) -> list[User]:
    now = timezone.now()
    held = Q(roles__role=Role.COORDINATOR) & (Q(roles__ends_at=None) | Q(roles__ends_at__gt=now))
    rows = User.objects.filter(held, is_active=True).order_by("pk").distinct()
    above = [hearing.area.path[: place + 1] for place, sign in enumerate(hearing.area.path) if sign == "/"]
    there = Q(roles__area=None) | Q(roles__area__path__in=above)
    return list(rows.filter(there & Q(roles__role=Role.COORDINATOR)))


def _remind(theme: Theme, kind: ReminderKind, day: dt.date | None, officials: Iterable[User]) -> int:
    sent = 0
    for user in officials:
        try:
            with transaction.atomic():
                Reminder.objects.create(theme=theme, user=user, kind=kind, day=day)
                is_sent = post(_reminder(theme, kind, day, user))
            sent += int(is_sent)
        except IntegrityError:
            continue  # reminded already
        except Exception:
            log.exception("Reminding %s of theme %s failed", user.pk, theme.pk)
    return sent


def _reminder(theme: Theme, kind: ReminderKind, day: dt.date | None, user: User) -> EmailMessage:
    with translation.override(user.language):
        url = settings.SITE_URL + reverse("hearings:desk_theme", args=[theme.hearing.slug, theme.pk])
        content = {"theme": theme, "kind": kind, "day": day, "url": url, "site": settings.SITE_NAME}
        body = render_to_string("hearings/mail/reminder.txt", content)
        subject = _("%(why)s: %(theme)s") % {"why": kind.label, "theme": theme}
    headers = {"Auto-Submitted": "auto-generated"}
    return EmailMessage(
        subject=" ".join(subject.split())[:200], body=body.strip() + "\n", to=[user.email], headers=headers
    )
