"""The reminder that a voter asks for on the page of the last look."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from commons.http.errors import Refusal
from voting.domain import reminders
from voting.domain.errors import VoterNeeded
from voting.domain.voters import Voter
from voting.models import Election
from voting.pages import visits


@sensitive_post_parameters("email")
@require_POST
@visits.for_voters
def remind(request: HttpRequest, election: Election, voter: Voter) -> HttpResponse:
    """Keep the address with the draft; the way back is the last look."""
    address = request.POST.get("email", "").strip()[:254]
    try:
        reminders.remind_me(
            actor=voter, election=election, address=address, language=(get_language() or "fi")[:2]
        )
    except VoterNeeded:
        raise
    except Refusal as refusal:
        told = " ".join(str(text) for texts in refusal.fields.values() for text in texts)
        messages.error(request, told or str(refusal))
    else:
        messages.success(
            request,
            _("You get one mail two days before the vote closes, unless you cast your ballot first.")
            if address
            else _("No mail will be sent, and your address is deleted."),
        )
    return redirect("voting:review", election.cycle.slug)
