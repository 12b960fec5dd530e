"""Fields that many data sets have, so that the same thing has the same name and meaning everywhere."""

import datetime as dt

from django.utils.translation import gettext_lazy as _

from commons.opendata.datasets import Change, Field, Kind

BEGAN = (Change("1", dt.date(2026, 11, 25), _("The first version.")),)
"""The changes of a data set whose format has not changed."""


def names(name: str, column: str = "") -> tuple[Field, Field, Field]:
    """A text that officials wrote in three languages, `name_fi` …; empty where there is none in a language."""
    at = column or name
    return (
        Field(f"{name}_fi", Kind.TEXT, _("The text in Finnish; empty where there is none."), f"{at}_fi"),
        Field(f"{name}_sv", Kind.TEXT, _("The text in Swedish; empty where there is none."), f"{at}_sv"),
        Field(f"{name}_en", Kind.TEXT, _("The text in English; empty where there is none."), f"{at}_en"),
    )


def cycle(column: str = "") -> Field:
    """The budget year."""
    return Field("cycle", Kind.CODE, _("Identifier of the budget year; leads to “cycles”."), column)


def envelope(column: str = "") -> Field:
    """The pot of money."""
    return Field(
        "envelope",
        Kind.CODE,
        _("Identifier of the envelope in its budget year; leads to “envelopes”."),
        column,
    )


def area(column: str = "") -> Field:
    """The area, by its path."""
    return Field("area", Kind.CODE, _("Path of the area; leads to “areas”. Empty: the whole town."), column)


def hearing(column: str = "") -> Field:
    """The hearing."""
    return Field("hearing", Kind.CODE, _("Identifier of the hearing; leads to “hearings”."), column)


def proposal(name: str = "proposal", column: str = "") -> Field:
    """The proposal, by its number for life."""
    return Field(name, Kind.INTEGER, _("Number of the proposal, for life; leads to “proposals”."), column)


def language(column: str = "") -> Field:
    """The language of a resident's text."""
    return Field("language", Kind.CODE, _("Language of the text (BCP 47)."), column)
