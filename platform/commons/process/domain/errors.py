"""What can go wrong while a budget year is set up."""

from django.utils.translation import gettext_lazy as _

from commons.http.errors import Conflict, Invalid


class NotReadyToPublish(Invalid):
    """A year is shown to everybody before its frame stands; `fields` says what is missing."""

    code = "not-ready-to-publish"
    title = _("The year cannot be shown yet")
    detail = _("Everything is kept. Add what is missing and publish again.")


class MoneyIsFixed(Conflict):
    """Money is changed after voting has begun."""

    code = "money-is-fixed"
    title = _("The money is fixed")
    detail = _("Voting has begun, and people chose by these sums. Nothing was changed.")


class EnvelopeInUse(Conflict):
    """An envelope with proposals is removed."""

    code = "envelope-in-use"
    title = _("Proposals are in this envelope")
    detail = _("Nothing was changed. Move the proposals to another envelope first.")


class MoneyCarriedHere(Conflict):
    """An envelope into which money of an earlier year was carried is removed."""

    code = "money-carried-here"
    title = _("Money of an earlier year lies in this envelope")
    detail = _(
        "Nothing was changed. The council decided that this money is carried here; it decides where else."
    )


class LessonIncomplete(Invalid):
    """A lesson is to be seen by everybody before it is written in all languages; `fields` says what is missing."""

    code = "lesson-incomplete"
    title = _("A language is missing")
    detail = _("Nothing was lost. Everybody reads a lesson in their own language: write what is marked.")


class LessonIsPublic(Conflict):
    """A published lesson is thrown away."""

    code = "lesson-is-public"
    title = _("Everybody has read this lesson")
    detail = _("What was published stays. You can change its words; the earlier ones are kept.")
