"""What is published of plenaries and reports of hearings: votes in the room, speaking time, where the reports are."""

from django.utils.translation import gettext_lazy as _

from commons.opendata import datasets
from commons.opendata.common_fields import BEGAN, hearing, language
from commons.opendata.datasets import Dataset, Field, Kind, Topic
from commons.texts.translated import Language
from hearings.domain import published
from hearings.models import RoundKind, SpeakerRole

PERIOD = _("All hearings that are public")


def register() -> None:
    """Publish plenaries and reports."""
    datasets.register(_votes(), _speaking(), _reports(), topic=Topic.HEARINGS)


def _plenary() -> Field:
    return Field("plenary", Kind.INTEGER, _("Number of the plenary, for life."))


def _votes() -> Dataset:
    numbers = (
        ("dots", _("Dots that it got, where dots were given.")),
        ("givers", _("People who gave it dots.")),
        ("agree", _("People who agree, where a stance was asked.")),
        ("disagree", _("People who disagree, where a stance was asked.")),
        ("unsure", _("People who are unsure, where a stance was asked.")),
    )
    return Dataset(
        slug="hearing-plenary-votes",
        title=_("Votes in plenaries of hearings"),
        holds=_(
            "How those in the room voted on proposals. Not a representative sample. Nothing of votes in which too few "
            "took part."
        ),
        period=PERIOD,
        rows=published.plenary_votes,
        changes=BEGAN,
        key=2,
        fields=(
            Field("vote", Kind.INTEGER, _("Number of the vote, for life.")),
            Field("place", Kind.INTEGER, _("Place of the proposal in the vote, from 1.")),
            hearing(),
            _plenary(),
            Field("kind", Kind.CODE, _("What was asked."), "", RoundKind.choices),
            Field("ballots", Kind.INTEGER, _("Phones that took part.")),
            language(),
            Field("title", Kind.TEXT, _("What is proposed.")),
            *(Field(name, Kind.INTEGER, meaning) for name, meaning in numbers),
        ),
    )


def _speaking() -> Dataset:
    return Dataset(
        slug="hearing-speaking",
        title=_("Speaking time in plenaries of hearings"),
        holds=_("How long each role has spoken: residents, officials, councillors. Nobody is named."),
        period=PERIOD,
        rows=published.speaking,
        changes=BEGAN,
        key=2,
        fields=(
            _plenary(),
            Field("role", Kind.CODE, _("Who spoke."), "", SpeakerRole.choices),
            hearing(),
            Field("seconds", Kind.INTEGER, _("Seconds in all.")),
        ),
    )


def _reports() -> Dataset:
    return Dataset(
        slug="hearing-reports",
        title=_("Reports of hearings"),
        holds=_("Where the report of each hearing is in each language. The JSON has every figure of it."),
        period=_("All hearings whose report is public"),
        rows=published.reports,
        changes=BEGAN,
        key=2,
        fields=(
            hearing(),
            Field("language", Kind.CODE, _("Language of the report (BCP 47)."), "", Language.choices),
            Field("page", Kind.ADDRESS, _("The report as a page.")),
            Field("pdf", Kind.ADDRESS, _("The report as an accessible PDF.")),
            Field("xlsx", Kind.ADDRESS, _("The report as a workbook.")),
            Field("json", Kind.ADDRESS, _("Every figure of the report as JSON.")),
        ),
    )
