"""When a project shall be ready and who sees to it; that it is late and why; pictures of before and after."""

import datetime as dt
from collections.abc import Mapping
from typing import Any, BinaryIO

from django.db import transaction
from django.db.models import Min
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import override

from commons.accounts.models import Service, User
from commons.accounts.permissions import Actor, require
from commons.audit.context import verb
from commons.followup.domain import milestones, pictures
from commons.followup.models import Milestone
from commons.http.errors import Invalid
from commons.texts.translated import LANGUAGES
from proposals.domain.carrying_out import GOING, STATES
from proposals.domain.drafts import locked
from proposals.domain.errors import WrongState
from proposals.domain.history import reached_at
from proposals.models import DelayReason, Moment, Proposal, SitePicture, State, WorkPlan
from proposals.rules import CARRY_OUT

Texts = Mapping[str, str]
LONGEST_TEXT, LONGEST_ALT = 1000, 300


def plan_of(proposal: Proposal) -> WorkPlan:
    """The plan, or an empty one that is not stored. One query."""
    found = WorkPlan.objects.select_related("service").filter(proposal=proposal).first()
    return found or WorkPlan(proposal=proposal)


def services() -> list[Service]:
    """The units that can see to a project. One query."""
    return list(Service.objects.all())


@transaction.atomic
def settle(
    *,
    actor: Actor,
    proposal: Proposal,
    service: Service | None = None,
    planned_start: dt.date | None = None,
    planned_end: dt.date | None = None,
) -> WorkPlan:
    """Write down who sees to it and when it shall be ready. A promise that was given is moved by `delay` only.

    Raises `NotAllowed`, `WrongState`, `Invalid`.
    """
    found = locked(proposal)
    require(actor, CARRY_OUT, found)
    if found.state not in STATES:
        raise WrongState
    plan = plan_of(found)
    if planned_start and planned_end and planned_end < planned_start:
        raise Invalid(fields={"planned_end": [_("It cannot be ready before it begins.")]})
    if plan.planned_end and (planned_end is None or planned_end > plan.planned_end):
        raise Invalid(fields={"planned_end": [_("A later day is a delay: tell it below, with the reason.")]})
    plan.service, plan.planned_start, plan.planned_end = service, planned_start, planned_end
    if not plan.delay_reason:
        plan.expected_end = planned_end
    with verb("proposals.settle_plan", actor):
        plan.save()
    return plan


@transaction.atomic
def delay(
    *, actor: Actor, proposal: Proposal, reason: DelayReason, expected_end: dt.date, text: Texts | None = None
) -> WorkPlan:
    """Tell that it will be ready later, and why; everybody who follows it gets a mail. The first promise stays.

    `text`: in plain words, needed with `DelayReason.OTHER`. Raises `NotAllowed`, `WrongState`, `Invalid`.
    """
    found = locked(proposal)
    require(actor, CARRY_OUT, found)
    if found.state not in GOING:
        raise WrongState
    plan = plan_of(found)
    words = {language: str((text or {}).get(language, "")).strip() for language in LANGUAGES}
    problems: dict[str, list[Any]] = {
        f"delay_text_{language}": [_("This is too long.")]
        for language, said in words.items()
        if len(said) > LONGEST_TEXT or "\x00" in said
    }
    now_expected = plan.expected_end or plan.planned_end
    if expected_end < timezone.localdate():
        problems["expected_end"] = [_("Choose a day that is still to come.")]
    elif now_expected and expected_end <= now_expected:
        problems["expected_end"] = [_("That is not later than what was expected until now.")]
    if reason == DelayReason.OTHER and not any(words.values()):
        problems["delay_text_fi"] = [_("Say in your own words why.")]
    if problems:
        raise Invalid(fields=problems)
    plan.delay_reason, plan.expected_end = reason, expected_end
    for language, said in words.items():
        setattr(plan, f"delay_text_{language}", said)
    with verb("proposals.delay", actor):
        plan.save()
    if isinstance(actor, User) and actor.pk:
        _tell_delay(actor, found, plan)
    return plan


def _tell_delay(actor: User, proposal: Proposal, plan: WorkPlan) -> None:
    titles, texts = {}, {}
    for language in LANGUAGES:
        with override(language):
            day = date_format(plan.expected_end or timezone.localdate(), "SHORT_DATE_FORMAT")
            titles[language] = _("Delayed: ready by %(day)s") % {"day": day}
            why = str(DelayReason(plan.delay_reason).label)
            said = getattr(plan, f"delay_text_{language}") or str(plan.delay_text)
            texts[language] = f"{why}.\n\n{said}" if said else f"{why}."
    milestones.add(
        actor=actor,
        track=proposal.track,
        permission=CARRY_OUT,
        target=proposal,
        date=timezone.localdate(),
        title=titles,
        text=texts,
    )


def decided_on(proposal: Proposal) -> dt.date | None:
    """The day from which something can have happened: the council's decision, or what was told first if that is
    earlier (the decision may be recorded some days after the meeting). Two queries."""
    confirmed = reached_at(proposal.pk).get(State.CONFIRMED)
    if confirmed is None:
        return None
    told: dt.date | None = Milestone.objects.filter(track=proposal.track_id).aggregate(day=Min("date"))["day"]
    day = timezone.localtime(confirmed).date()
    return min(day, told) if told else day


def pair(proposal: Proposal) -> dict[str, SitePicture]:
    """The pictures of before and after, by moment. One query."""
    return {one.moment: one for one in SitePicture.objects.filter(proposal=proposal)}


@transaction.atomic
def show(*, actor: Actor, proposal: Proposal, moment: Moment, picture: BinaryIO, alt: Texts) -> SitePicture:
    """Show how the place looked; the picture that was there is replaced. Raises `NotAllowed`, `WrongState`,
    `Invalid`."""
    found = locked(proposal)
    require(actor, CARRY_OUT, found)
    if found.state not in STATES:
        raise WrongState
    words = {language: str(alt.get(language, "")).strip() for language in LANGUAGES}
    if not any(words.values()):
        raise Invalid(fields={"alt_fi": [_("Say what the picture shows, for those who cannot see it.")]})
    if any(len(said) > LONGEST_ALT or "\x00" in said for said in words.values()):
        raise Invalid(fields={"alt_fi": [_("This is too long.")]})
    content = pictures.encoded(picture)
    old = SitePicture.objects.filter(proposal=found, moment=moment).first()
    shown = old or SitePicture(proposal=found, moment=moment)
    stale = shown.picture.name if old else ""
    for language, said in words.items():
        setattr(shown, f"alt_{language}", said)
    shown.picture.save("picture.jpg", content, save=False)
    with verb("proposals.show_place", actor):
        shown.save()
    if stale:
        transaction.on_commit(lambda: shown.picture.storage.delete(stale))
    return shown
