"""Changing a word of a frozen vote: one official asks with a reason, a second one confirms, everybody is told.

Ballot kind, limits, costs, money, projects and rule never change; there is no verb for it, and the database refuses it.
A project that turns out to be impossible stays on the ballot, with a notice: taking it off would change ballots that
are cast. What becomes of it is the council's word after the count. See decision 0009.
"""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import pgtrigger
from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.db.models.functions import Now
from django.http import Http404
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from commons.accounts.models import Role
from commons.accounts.permissions import Actor, has_role, may, require
from commons.audit import verb
from commons.audit.domain.entries import official_names
from commons.http.errors import Conflict, Invalid, NotAllowed, Text
from commons.live import publish
from commons.process.models import Envelope
from proposals.models import Proposal
from voting import rules
from voting.domain.count import AlreadyPublished
from voting.domain.elections import rules_text
from voting.models import (
    BallotProject,
    CountState,
    Election,
    FrozenRules,
    Notice,
    NoticeKind,
    NoticeState,
)
from voting.models.notice import ENVELOPE_TEXTS, PROJECT_TEXTS

LONGEST_REASON = 2_000
ROLES = (Role.COORDINATOR, Role.CERTIFIER, Role.VOTE_CLERK)
FIELDS: dict[str, Text] = {
    "title": pgettext_lazy("of a project", "Title"),
    "what": _("What?"),
    "why": _("Why?"),
    "for_whom": _("For whom?"),
    "name_fi": _("Name in Finnish"),
    "name_sv": _("Name in Swedish"),
    "name_en": _("Name in English"),
}


class AnotherOfficialNeeded(NotAllowed):
    """Who asked for a change does not confirm it."""

    code = "another-official-needed"
    title = _("Another official has to confirm this")
    detail = _("You asked for this change. A second person looks at it and confirms it. Nothing was changed.")


class NoticeWaits(Conflict):
    """A change of the same thing waits for its confirmation."""

    code = "notice-waits"
    title = _("A change of this text is waiting already")
    detail = _("It has to be confirmed or refused first. Nothing was changed.")


class NoticeDecided(Conflict):
    """The request was confirmed or refused by somebody else in the meantime."""

    code = "notice-decided"
    title = _("This request has been decided already")
    detail = _("Nothing was changed. The page shows what became of it.")


class NotFrozen(Conflict):
    """A notice is asked for before the vote is opened."""

    code = "not-frozen"
    title = _("The vote has not been opened yet")
    detail = _("Until then rules and texts can simply be changed. Nothing was asked for.")


class NoticeOutdated(Conflict):
    """The text is no longer what the request was made from."""

    code = "notice-outdated"
    title = _("The text has changed since this was asked for")
    detail = _("Nothing was changed. Refuse this request and ask again from the text as it is now.")


Thing = BallotProject | Envelope


def fields_of(thing: Thing) -> tuple[str, ...]:
    """The fields whose words a notice can change."""
    return PROJECT_TEXTS if isinstance(thing, BallotProject) else ENVELOPE_TEXTS


def texts_of(thing: Thing) -> dict[str, str]:
    """The words as they are, by field."""
    source = thing.proposal if isinstance(thing, BallotProject) else thing
    return {field: getattr(source, field) for field in fields_of(thing)}


@transaction.atomic
def ask(
    *, actor: Actor, election: Election, thing: Thing, after: Mapping[str, str] | None, reason: str
) -> Notice:
    """Ask for other words of a project or an envelope; `after` None: say that a project cannot be carried out.

    `after`: texts by field; those that are left out stay. Changes nothing yet. Raises `NotAllowed`, `NotFrozen`,
    `AlreadyPublished`, `NoticeWaits`, or `Invalid`.
    """
    require(actor, rules.ASK_NOTICE, election)
    _require_frozen(election)
    thing = _fresh(thing)
    before, changed = _difference(thing, after)
    reason = reason.strip()
    problems = _problems(thing, after, changed, reason)
    if problems:
        raise Invalid(fields=problems)
    project = thing if isinstance(thing, BallotProject) else None
    try:
        with transaction.atomic(), verb("voting.ask_notice", actor, reason=reason):
            return Notice.objects.create(
                election=election,
                kind=NoticeKind.CANNOT if after is None else NoticeKind.TEXT,
                project=project,
                envelope=None if isinstance(thing, BallotProject) else thing,
                before=before,
                after=changed,
                reason=reason,
                asked_by=actor.pk or 0,
                asked_as=_role(actor, election),
            )
    except IntegrityError as error:
        raise NoticeWaits from error


def _fresh(thing: Thing) -> Thing:
    if isinstance(thing, BallotProject):
        return BallotProject.objects.select_related("proposal").get(pk=thing.pk)
    return Envelope.objects.get(pk=thing.pk)


def _difference(thing: Thing, after: Mapping[str, str] | None) -> tuple[dict[str, str], dict[str, str]]:
    now = texts_of(thing)
    changed = {
        field: text
        for field in fields_of(thing)
        if (text := (after or {}).get(field, now[field]).strip().replace("\r\n", "\n")) != now[field]
    }
    return {field: now[field] for field in changed}, changed


def _problems(
    thing: Thing, after: Mapping[str, str] | None, changed: Mapping[str, str], reason: str
) -> dict[str, list[Text]]:
    problems: dict[str, list[Text]] = {}
    if not reason:
        problems["reason"] = [_("Say why: everybody will read it.")]
    elif len(reason) > LONGEST_REASON:
        problems["reason"] = [_("Use at most 2 000 characters.")]
    if after is None:
        if not isinstance(thing, BallotProject):
            problems["kind"] = [_("Only a project can be impossible.")]
        return problems
    if not changed:
        problems[fields_of(thing)[0]] = [_("Nothing is different from the text as it is.")]
    source = thing.proposal if isinstance(thing, BallotProject) else thing
    for field, text in changed.items():
        longest = getattr(source._meta.get_field(field), "max_length", None)
        if longest is not None and len(text) > longest:
            problems[field] = [_("This is too long.")]
        elif not text:
            problems[field] = [_("A published text cannot become empty.")]
    return problems


@transaction.atomic
def confirm(*, actor: Actor, notice: Notice) -> Notice:
    """Bring the change into force: the words change, a new hash is published beside the old, everybody is told.

    Raises `NotAllowed`, `AnotherOfficialNeeded`, `NoticeDecided`, `NoticeOutdated`, `AlreadyPublished`.
    """
    require(actor, rules.CONFIRM_NOTICE, notice.election)
    election = _locked_election(notice)
    notice = _locked(notice)
    if notice.asked_by == actor.pk or actor.pk is None:
        raise AnotherOfficialNeeded
    _require_frozen(election)
    with verb("voting.confirm_notice", actor, reason=notice.reason):
        if notice.kind == NoticeKind.TEXT:
            _put_words(notice, election, actor)
        else:
            _decide(notice, election, actor, state=NoticeState.CONFIRMED)
    publish(f"turnout:{election.cycle.slug}")
    return notice


@transaction.atomic
def refuse(*, actor: Actor, notice: Notice, reason: str) -> Notice:
    """Let the words be as they are; whoever asked may take the request back so too. Raises as `confirm`."""
    require(actor, rules.ASK_NOTICE if notice.asked_by == actor.pk else rules.CONFIRM_NOTICE, notice.election)
    election = _locked_election(notice)
    notice = _locked(notice)
    reason = reason.strip()
    if not reason or len(reason) > LONGEST_REASON:
        raise Invalid(fields={"reason": [_("Say why, in at most 2 000 characters.")]})
    with verb("voting.refuse_notice", actor, reason=reason):
        _decide(notice, election, actor, state=NoticeState.REFUSED, decision_reason=reason)
    return notice


def _put_words(notice: Notice, election: Election, actor: Actor) -> None:
    """Change the words as the notice says, and with them the hash of the whole text.

    The notice is in force before the words change: the triggers of what it is about look for it.
    """
    thing = notice.project or notice.envelope
    if thing is None or any(texts_of(thing)[field] != text for field, text in notice.before.items()):
        raise NoticeOutdated
    text = rules_text(election, notice=notice)
    hashed = hashlib.sha256(text.encode()).hexdigest()
    _decide(notice, election, actor, state=NoticeState.CONFIRMED, rules_text=text, rules_hash=hashed)
    if notice.project:
        # The texts of handed-in proposals are shut for good; the vote's own trigger, which stays, asks for the notice.
        with pgtrigger.ignore("proposals.Proposal:text_frozen"):
            Proposal.objects.filter(pk=notice.project.proposal_id).update(**notice.after)
    elif notice.envelope:
        Envelope.objects.filter(pk=notice.envelope.pk).update(**notice.after)
    Election.objects.filter(pk=election.pk).update(notice_hash=hashed)


def _decide(notice: Notice, election: Election, actor: Actor, **fields: str) -> None:
    decided = {"decided_by": actor.pk or 0, "decided_as": _role(actor, election), "decided_at": Now()}
    Notice.objects.filter(pk=notice.pk).update(**fields, **decided)
    notice.refresh_from_db()


def _locked_election(notice: Notice) -> Election:
    """Notices of one vote are decided one after the other, so that each hash holds all before it."""
    rows = Election.objects.select_for_update(of=("self",)).select_related("cycle__area")
    found: Election = rows.get(pk=notice.election_id)
    return found


def _locked(notice: Notice) -> Notice:
    found: Notice = (
        Notice.objects.select_for_update(of=("self",))
        .select_related("project__proposal", "envelope")
        .get(pk=notice.pk)
    )
    if found.state != NoticeState.ASKED:
        raise NoticeDecided
    return found


def _require_frozen(election: Election) -> None:
    if election.frozen_at is None:
        raise NotFrozen
    if election.counts.filter(state=CountState.PUBLISHED, superseded=False).exists():
        raise AlreadyPublished


def _role(actor: Actor, election: Election) -> Role:
    """The role in which the actor does it: the first of `ROLES` that they hold."""
    return next(role for role in ROLES if has_role(actor, role, area=election.cycle.area))


@dataclass(frozen=True)
class Change:
    """Words of one field before and after."""

    name: Text
    before: str
    after: str


@dataclass(frozen=True)
class Told:
    """A notice as it is shown. `people`: names, for officials only. `hash_before`: of the text that it replaced."""

    notice: Notice
    title: str
    language: str
    url: str
    changes: list[Change]
    hash_before: str
    asked_by: str = ""
    decided_by: str = ""

    @property
    def is_cannot(self) -> bool:
        """Whether it says that a project cannot be carried out."""
        return self.notice.kind == NoticeKind.CANNOT


def public(election: Election) -> list[Told]:
    """The notices in force, newest first: roles instead of names. One query."""
    return _told(election, _rows(election).filter(state=NoticeState.CONFIRMED), {})


def at_desk(actor: Actor, election: Election) -> list[Told]:
    """All notices with names, newest first. Two queries. Raises `NotAllowed`."""
    require(actor, rules.SEE_DESK, election)
    rows = list(_rows(election))
    return _told(
        election, rows, official_names({pk for row in rows for pk in (row.asked_by, row.decided_by)})
    )


def one_at_desk(actor: Actor, election: Election, pk: int) -> Told:
    """One notice with names. Raises Http404, `NotAllowed`."""
    found = next((told for told in at_desk(actor, election) if told.notice.pk == pk), None)
    if found is None:
        raise Http404
    return found


def may_decide(actor: Actor, told: Told) -> bool:
    """Whether the actor can confirm: not who asked, and only what waits."""
    waits = told.notice.state == NoticeState.ASKED and told.notice.asked_by != actor.pk
    return waits and may(actor, rules.CONFIRM_NOTICE, told.notice.election)


def published_text(election: Election, *, now: bool = False) -> tuple[str, str]:
    """The text that was hashed at opening, or `now` as the notices have left it; and its hash. Raises Http404."""
    if now and election.notice_hash:
        notice = Notice.objects.filter(election=election, rules_hash=election.notice_hash).latest(
            "decided_at"
        )
        return notice.rules_text, notice.rules_hash
    frozen = FrozenRules.objects.filter(election=election).first()
    if frozen is None:
        raise Http404
    return frozen.text, election.frozen_hash


def impossible(election: Election) -> frozenset[int]:
    """Keys of the projects of which a notice says that they cannot be carried out. One query."""
    told = Notice.objects.filter(election=election, kind=NoticeKind.CANNOT, state=NoticeState.CONFIRMED)
    return frozenset(notice.project_id for notice in told.only("project") if notice.project_id is not None)


def _rows(election: Election) -> QuerySet[Notice]:
    return (
        Notice.objects.filter(election=election)
        .select_related("project__proposal", "envelope", "election__cycle__area")
        .defer("rules_text", "election__cycle__area__outline", "election__cycle__area__outline_shown")
        .order_by("-decided_at", "-pk")
    )


def _told(election: Election, rows: Iterable[Notice], names: Mapping[int, str]) -> list[Told]:
    before = election.frozen_hash
    hashes: dict[int, str] = {}
    for notice in sorted(rows, key=_decided):
        hashes[notice.pk] = before
        before = notice.rules_hash or before
    return [
        Told(
            notice=notice,
            title=notice.project.proposal.title if notice.project else str(notice.envelope),
            language=notice.project.proposal.language if notice.project else "",
            url=notice.project.proposal.get_absolute_url() if notice.project else "",
            changes=[
                Change(FIELDS[field], notice.before[field], notice.after[field])
                for field in FIELDS
                if field in notice.after
            ],
            hash_before=hashes[notice.pk],
            asked_by=names.get(notice.asked_by, ""),
            decided_by=names.get(notice.decided_by or 0, ""),
        )
        for notice in rows
    ]


def _decided(notice: Notice) -> tuple[bool, float, int]:
    """For the order in which notices came into force; those that wait come last."""
    at = notice.decided_at
    return at is None, at.timestamp() if at else 0.0, notice.pk
