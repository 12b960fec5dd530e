"""What the writer is told of each reason, in the writer's language."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from commons.moderation.models import Reason

TOLD_WRITER: dict[str, Promise] = {
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
