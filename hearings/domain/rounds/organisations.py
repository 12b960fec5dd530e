"""Organisations of a hearing: added by list, asked and reminded by mail, found by their link.

What comes through a link is only counted. Counts are told in steps of five, so that whoever watches them while notes
come in learns nothing about a single one.
"""

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.db.models import Count, F, Q, QuerySet
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from commons.accounts.permissions import Actor, require
from commons.audit.context import verb
from commons.http.errors import Invalid
from commons.places.domain.small_groups import LEAST
from hearings.domain.errors import WrongState
from hearings.domain.paper import cards
from hearings.domain.rounds import lists
from hearings.domain.rounds.errors import NothingToSend, UnknownRound, Withdrawn
from hearings.domain.rounds.sending import send_later
from hearings.models import (
    CardKind,
    CardState,
    Hearing,
    HearingState,
    Mailing,
    MailingKind,
    Organisation,
)
from hearings.rules import SET_UP

MOST_CARDS = 100
"""So many cards at most are made for each organisation."""


@dataclass(frozen=True)
class Row:
    """How far an organisation is. `answers`, `returned`: in steps of five, 0 for fewer; see `stepped`."""

    organisation: Organisation
    cards: int
    first_card: int | None
    last_card: int | None
    answers: int
    returned: int
    mailed: frozenset[str]

    @property
    def has_answered(self) -> bool:
        """Whether at least a step of notes or cards came from there."""
        return bool(self.answers or self.returned)


@dataclass(frozen=True)
class Funnel:
    """How many organisations came how far."""

    added: int
    asked: int
    opened: int
    answered: int
    returned: int


def stepped(number: int) -> int:
    """`number` rounded down to a multiple of five: nobody sees one note come in."""
    return number // LEAST * LEAST


@transaction.atomic
def add(*, actor: Actor, hearing: Hearing, wanted: Sequence[lists.Wanted]) -> int:
    """Put organisations on the list; those that are on it already are passed over. How many were new.

    Raises `Invalid`, `WrongState`, `NotAllowed`, `SignInNeeded`.
    """
    require(actor, SET_UP, hearing)
    if hearing.state not in (HearingState.PREPARING, HearingState.OPEN):
        raise WrongState
    if not wanted:
        raise Invalid(fields={"list": [_("There is no line that can be used.")]})
    there = known(hearing)
    made = 0
    with verb("hearings.add_organisations", actor):
        for one in wanted:
            if one.email.lower() in there:
                continue
            try:
                with transaction.atomic():
                    Organisation.objects.create(
                        hearing=hearing, name=one.name, email=one.email, language=one.language
                    )
                    made += 1
            except IntegrityError:  # somebody else added it at the same moment
                continue
    return made


def preview(*, actor: Actor, hearing: Hearing, text: str) -> lists.Reading:
    """What a list would add, with every line that cannot be used. Raises `NotAllowed`, `SignInNeeded`."""
    require(actor, SET_UP, hearing)
    return lists.read(text, languages=hearing.languages, known=known(hearing))


@transaction.atomic
def ask(*, actor: Actor, hearing: Hearing, card_count: int = 0, kind: str = CardKind.POSTCARD) -> int:
    """Mail everybody who has not been asked, with `card_count` cards for each; how many. The mails are spread over
    time. Raises `Invalid`, `WrongState`, `NothingToSend`, `NotAllowed`.
    """
    require(actor, SET_UP, hearing)
    if hearing.state != HearingState.OPEN:
        raise WrongState(_("Organisations are asked while the hearing is open."))
    if not 0 <= card_count <= MOST_CARDS:
        raise Invalid(fields={"card_count": [_("From 0 to 100 cards for each.")]})
    rows = list(_reachable(hearing).filter(asked_at=None).select_for_update(of=("self",)).order_by("pk"))
    if not rows:
        raise NothingToSend
    for one in rows:
        if card_count and not one.card_runs.exists():
            cards.make_run(actor=actor, hearing=hearing, kind=kind, count=card_count, organisation=one)
    with verb("hearings.ask_organisations", actor):
        Organisation.objects.filter(pk__in=[one.pk for one in rows]).update(asked_at=timezone.now())
    send_later(rows, MailingKind.INVITATION)
    return len(rows)


@transaction.atomic
def remind(*, actor: Actor, hearing: Hearing) -> int:
    """Mail once more to those who were asked and from whom nothing has come, once; how many.

    Raises `WrongState`, `NothingToSend`, `NotAllowed`.
    """
    require(actor, SET_UP, hearing)
    if hearing.state != HearingState.OPEN:
        raise WrongState(_("Organisations are asked while the hearing is open."))
    silent = _reachable(hearing).filter(asked_at__isnull=False, answers__lt=LEAST)
    silent = silent.exclude(mailings__kind=MailingKind.REMINDER)
    rows = list(silent.select_for_update(of=("self",)).order_by("pk"))
    if not rows:
        raise NothingToSend
    with verb("hearings.remind_organisations", actor):
        send_later(rows, MailingKind.REMINDER)
    return len(rows)


@transaction.atomic
def withdraw(*, actor: Actor, organisation: Organisation) -> Organisation:
    """Take an organisation off the list: its address is erased, its link goes on to the hearing. What was said stays.

    Raises `Withdrawn`, `NotAllowed`, `SignInNeeded`.
    """
    found = (
        Organisation.objects.select_for_update(of=("self",))
        .select_related("hearing__area")
        .get(pk=organisation.pk)
    )
    require(actor, SET_UP, found.hearing)
    if found.withdrawn_at is not None:
        raise Withdrawn
    found.email, found.withdrawn_at = "", timezone.now()
    with verb("hearings.withdraw_organisation", actor):
        found.save(update_fields=["email", "withdrawn_at"])
    return found


@transaction.atomic
def stop(*, token: str) -> Organisation:
    """No more mails to this organisation, by the word in its mail; again changes nothing. Raises `UnknownRound`."""
    found = by_stop_token(token)
    if found.stopped_at is None:
        found.stopped_at = timezone.now()
        with verb("hearings.stop_mails"):
            found.save(update_fields=["stopped_at"])
    return found


def by_stop_token(token: str) -> Organisation:
    """The organisation that this mail went to. Raises `UnknownRound`."""
    return _by(Q(stop_token=token.replace("\x00", "")))


def by_token(token: str) -> Organisation:
    """The organisation with this link. Raises `UnknownRound`. One query."""
    return _by(Q(token=token.replace("\x00", "")))


def passed_on(token: str, hearing: Hearing) -> Organisation | None:
    """The organisation of this hearing whose link a note came through; None for none, an unknown or a withdrawn one,
    so that no note is refused for its link."""
    if not token:
        return None
    rows = Organisation.objects.filter(hearing=hearing, withdrawn_at=None)
    return rows.filter(token=token.replace("\x00", "")).first()


def _by(wanted: Q) -> Organisation:
    rows = Organisation.objects.select_related("hearing__area")
    found = rows.exclude(hearing__state=HearingState.PREPARING).filter(wanted).first()
    if found is None:
        raise UnknownRound
    return found


def opened(organisation: Organisation) -> None:
    """Somebody has looked at the link; only the first time is kept. One statement."""
    if organisation.opened_at is None:
        Organisation.objects.filter(pk=organisation.pk, opened_at=None).update(opened_at=timezone.now())


def known(hearing: Hearing) -> Collection[str]:
    """The addresses on the list, in small letters. One query."""
    rows = Organisation.objects.filter(hearing=hearing).exclude(email="")
    return set(rows.values_list(Lower("email"), flat=True))


def rows_of(hearing: Hearing) -> list[Row]:
    """All organisations of a hearing by name, withdrawn ones last. Two queries."""
    counted = (
        Organisation.objects.filter(hearing=hearing)
        .annotate(
            cards=Count("card_runs__cards", distinct=True),
            back=Count(
                "card_runs__cards",
                filter=Q(card_runs__cards__state__in=[CardState.KEYED, CardState.CHECKED]),
                distinct=True,
            ),
        )
        .prefetch_related("card_runs", "mailings")
        .order_by(F("withdrawn_at").asc(nulls_first=True), "name", "pk")
    )
    return [_row(one) for one in counted]


def _row(one: Organisation) -> Row:
    runs = list(one.card_runs.all())
    return Row(
        organisation=one,
        cards=one.cards,  # type: ignore[attr-defined]
        first_card=min((run.first for run in runs), default=None),
        last_card=max((run.last for run in runs), default=None),
        answers=stepped(one.answers),
        returned=stepped(one.back),  # type: ignore[attr-defined]
        mailed=frozenset(mailing.kind for mailing in one.mailings.all() if mailing.sent_at),
    )


def funnel(rows: Sequence[Row]) -> Funnel:
    """How many came how far; answered and returned count from the first step of five on."""
    return Funnel(
        added=len(rows),
        asked=sum(1 for row in rows if row.organisation.asked_at),
        opened=sum(1 for row in rows if row.organisation.opened_at),
        answered=sum(1 for row in rows if row.answers),
        returned=sum(1 for row in rows if row.returned),
    )


def of_hearing(hearing: Hearing, pk: int) -> Organisation:
    """One organisation, or `Organisation.DoesNotExist`."""
    if not 0 < pk < 2**63:
        raise Organisation.DoesNotExist
    return Organisation.objects.select_related("hearing__area").get(hearing=hearing, pk=pk)


def waiting(hearing: Hearing) -> tuple[int, int]:
    """Mails that are planned and not yet sent, and mails sent. One query."""
    found = Mailing.objects.filter(organisation__hearing=hearing).aggregate(
        waiting=Count("pk", filter=Q(sent_at=None)), sent=Count("pk", filter=Q(sent_at__isnull=False))
    )
    return found["waiting"], found["sent"]


def _reachable(hearing: Hearing) -> QuerySet[Organisation]:
    return Organisation.objects.filter(hearing=hearing, stopped_at=None, withdrawn_at=None).exclude(email="")


FORGET_AFTER = dt.timedelta(days=365)


def drop_old_addresses() -> int:
    """Erase the addresses of organisations a year after their hearing closed; how many."""
    rows = Organisation.objects.filter(hearing__closes_at__lt=timezone.now() - FORGET_AFTER).exclude(email="")
    return rows.update(email="")
