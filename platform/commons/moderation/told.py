"""What the writer is told of each reason, in the writer's language: the same everywhere, but where notes differ."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from commons.moderation.models import Reason

TOLD_WRITER: Mapping[str, Promise] = {
    Reason.PERSON: _(
        "It tells about somebody who can be recognised. To protect that person it is not shown."
    ),
    Reason.INSULT: _(
        "It insults or threatens somebody. Hard criticism is welcome: say it again without the insult."
    ),
    Reason.HATE: _("It incites hatred against a group of people, which the law forbids."),
    Reason.UNREADABLE: _("We could not understand it. You are welcome to write it again in other words."),
    Reason.REPEATED: _("The same was sent many times. One of them is enough."),
    Reason.OTHER_MATTER: _("It is about something else. The town's feedback service takes it further."),
    Reason.ADVERTISEMENT: _("It is an advertisement. Advertisements are not shown."),
}

# A note is read by those who answer also where it is hidden, and notes are counted.
TOLD_OF_NOTE: Mapping[str, Promise] = {
    **TOLD_WRITER,
    Reason.PERSON: _(
        "Your note tells about somebody who could be recognised. To protect that person it is not shown. What you "
        "said is read by the people who prepare the answers."
    ),
    Reason.REPEATED: _("The same words came many times. One of them is shown and counts."),
    Reason.OTHER_MATTER: _(
        "Your note is about something else than this hearing. The town's feedback service takes it further."
    ),
}
"""Of a note in a hearing."""
