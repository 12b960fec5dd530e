"""Making a budget year, saying what it is about, showing it to everybody."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from commons.accounts.permissions import Actor, require
from commons.audit import verb
from commons.http.errors import Invalid, Text
from commons.live import publish
from commons.places.models import Area
from commons.process.domain.arrivals import announce
from commons.process.domain.errors import NotReadyToPublish
from commons.process.domain.improvements import take_over
from commons.process.models import Cycle, Envelope, FundingSource, Phase
from commons.process.rules import SET_UP
from commons.texts.translated import LANGUAGES

Texts = Mapping[str, str]
"""A text by language: "fi", "sv", "en"; missing and empty ones are not written yet."""

LONGEST_NAME = 160
LONGEST_SUMMARY = 1000
FIRST_YEAR, LAST_YEAR = 1989, 2200


@transaction.atomic
def create(
    *,
    actor: Actor,
    area: Area,
    year: int,
    name: Texts,
    summary: Texts | None = None,
    currency: str = "EUR",
    copied_from: Cycle | None = None,
) -> Cycle:
    """A new budget year that only officials see. `copied_from`: take over its phases, moved by whole years, its
    envelopes with their money, and what it taught, as a checklist of improvements.

    `currency`: three letters (ISO 4217). Raises `SignInNeeded`, `NotAllowed`, `Invalid`.
    """
    require(actor, SET_UP, Cycle(area=area))
    words = _checked(name, summary or {}, year, currency)
    cycle = Cycle(area=area, year=year, currency=currency.upper(), slug=_free_slug(area, year), **words)
    with verb("process.create_year", actor):
        cycle.save()
        if copied_from is not None:
            require(actor, SET_UP, copied_from)
            _copy(copied_from, cycle)
            take_over(cycle, copied_from)
            announce(cycle)
    cycle.refresh_from_db()
    return cycle


@transaction.atomic
def describe(*, actor: Actor, cycle: Cycle, name: Texts, summary: Texts | None = None) -> Cycle:
    """Change the year's name and what it is about. Raises `SignInNeeded`, `NotAllowed`, `Invalid`."""
    require(actor, SET_UP, cycle)
    words = _checked(name, summary or {}, cycle.year, cycle.currency)
    for field, text in words.items():
        setattr(cycle, field, text)
    with verb("process.describe_year", actor):
        cycle.save(update_fields=list(words))
    publish(f"year:{cycle.slug}")
    return cycle


@transaction.atomic
def show(*, actor: Actor, cycle: Cycle) -> Cycle:
    """Show the year to everybody; it cannot be hidden again, for its addresses are passed on.

    Raises `SignInNeeded`, `NotAllowed`, `NotReadyToPublish`.
    """
    require(actor, SET_UP, cycle)
    found = Cycle.objects.select_for_update(of=("self",)).select_related("area").get(pk=cycle.pk)
    if found.is_published:
        return found
    if missing := missing_of(found):
        raise NotReadyToPublish(fields=missing)
    found.is_published = True
    with verb("process.publish_year", actor):
        found.save(update_fields=["is_published"])
    publish(f"year:{found.slug}")
    return found


def missing_of(cycle: Cycle) -> dict[str, list[Text]]:
    """What the year still lacks before everybody may see it, by part. Three queries."""
    missing: dict[str, list[Text]] = {}
    if not all(getattr(cycle, f"name_{language}") for language in LANGUAGES):
        missing["name"] = [_("Write the name in Finnish, Swedish and English.")]
    if not Phase.objects.filter(cycle=cycle).exists():
        missing["phases"] = [_("Give at least one phase its dates.")]
    envelopes = Envelope.objects.filter(cycle=cycle)
    if not envelopes.exists():
        missing["money"] = [_("Add at least one envelope with money.")]
    elif envelopes.filter(sources=None).exists():
        missing["money"] = [_("An envelope has no money yet: say where it comes from.")]
    return missing


def _checked(name: Texts, summary: Texts, year: int, currency: str) -> dict[str, str]:
    words, problems = texts_of(
        {"name": (name, LONGEST_NAME), "summary": (summary, LONGEST_SUMMARY)}, needed="name"
    )
    if not FIRST_YEAR <= year <= LAST_YEAR:
        problems["year"] = [_("Write a year between 1989 and 2200.")]
    if not (len(currency) == 3 and currency.isascii() and currency.isalpha()):
        problems["currency"] = [_("Write the currency with its three letters, like EUR.")]
    if problems:
        raise Invalid(fields=problems)
    return words


def texts_of(
    given: Mapping[str, tuple[Texts, int]], *, needed: str
) -> tuple[dict[str, str], dict[str, list[Text]]]:
    """Texts by column (`name_fi`), and what is wrong with them by column. `given`: texts and most characters by name;
    `needed` must be written in at least one language."""
    words: dict[str, str] = {}
    problems: dict[str, list[Text]] = {}
    for field, (texts, longest) in given.items():
        for language in LANGUAGES:
            column, text = f"{field}_{language}", str(texts.get(language, "")).strip()
            if "\x00" in text:
                problems[column] = [_("The text holds a character that cannot be stored.")]
            elif len(text) > longest:
                problems[column] = [_("This is too long.")]
            words[column] = text
    if not any(words[f"{needed}_{language}"] for language in LANGUAGES):
        problems[f"{needed}_fi"] = [_("Write a name, in at least one language.")]
    return words, problems


def _free_slug(area: Area, year: int) -> str:
    """`kuvala-2027`, and where that is taken `kuvala-2027-2`."""
    stem = f"{slugify(area.slug)[:60] or 'vuosi'}-{year}"
    taken = set(Cycle.objects.filter(slug__startswith=stem).values_list("slug", flat=True))
    if stem not in taken:
        return stem
    return next(slug for number in range(2, len(taken) + 3) if (slug := f"{stem}-{number}") not in taken)


def _copy(source: Cycle, target: Cycle) -> None:
    years = target.year - source.year
    Phase.objects.bulk_create(
        Phase(
            cycle=target,
            kind=phase.kind,
            opens_at=_moved(phase.opens_at, years),
            closes_at=_moved(phase.closes_at, years),
        )
        for phase in source.phases.all()
    )
    for envelope in source.envelopes.prefetch_related("sources"):
        # What was carried into that year was carried once; a copy of it would be money made of nothing.
        sources = [money for money in envelope.sources.all() if money.carried_from_id is None]
        envelope.pk, envelope._state.adding, envelope.cycle = None, True, target
        envelope.save()
        for money in sources:
            money.pk, money._state.adding, money.envelope = None, True, envelope
        FundingSource.objects.bulk_create(sources)


def _moved(moment: datetime, years: int) -> datetime:
    """The same local day and hour in another year; 29 February becomes the 28th."""
    local = timezone.localtime(moment).replace(tzinfo=None)
    try:
        moved = local.replace(year=local.year + years)
    except ValueError:
        moved = (local - timedelta(days=1)).replace(year=local.year + years)
    return timezone.make_aware(moved)
