"""The named errors that verbs raise. Both faces show them: pages as an error summary, the API as a problem document."""

from collections.abc import Mapping, Sequence

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Text = str | Promise


class Refusal(Exception):
    """Something was asked that cannot be done now. Base of every error that is meant for a person.

    `status`: HTTP status. `code`: stable, for programs. `title`: what happened, a short sentence. `detail`: what was
    kept and what to do. `fields`: messages by field name, for forms. Texts are lazy: translated when they are shown.
    """

    status = 400
    code = "refused"
    title: Text = _("This could not be done")
    detail: Text = ""

    def __init__(self, detail: Text = "", *, fields: Mapping[str, Sequence[Text]] | None = None) -> None:
        super().__init__(self.code)
        self.detail = detail or type(self).detail
        self.fields: dict[str, list[Text]] = {name: list(texts) for name, texts in (fields or {}).items()}

    def __str__(self) -> str:
        return f"{self.title}. {self.detail}".strip()


class Invalid(Refusal):
    """What was sent does not fit; `fields` says where."""

    code = "invalid"
    title = _("Something needs correcting")
    detail = _("Nothing was lost. Correct the marked places and send again.")


class NotAllowed(Refusal):
    """The person may not do this (and signing in as another person may help)."""

    status = 403
    code = "not-allowed"
    title = _("You may not do this")
    detail = _("Your role does not include this. If you think it should, ask the coordinator.")


class SignInNeeded(Refusal):
    """An anonymous person asked for something that needs an account."""

    status = 403
    code = "sign-in-needed"
    title = _("Sign in first")
    detail = _("What you wrote is kept. Sign in and continue.")


class Conflict(Refusal):
    """The state of things does not allow it (any more)."""

    status = 409
    code = "conflict"
    title = _("This has changed in the meantime")
    detail = _("Load the page again to see how it is now.")


class TooMany(Refusal):
    """Too many tries in a short time."""

    status = 429
    code = "too-many"
    title = _("Too many tries in a short time")
    detail = _("Wait a moment and try again.")
