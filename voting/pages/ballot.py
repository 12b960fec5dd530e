"""Choose, look it over, cast, receipt: one question a page."""

import secrets
from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from commons.accounts.adapters import address_of
from commons.http.errors import Invalid, Refusal
from voting.domain import ballot_words, ballots, drafts, notices, queries, receipts, reminders, voters
from voting.domain.ballot_form import Choice, Form, Pot, form_of, problems
from voting.domain.drafts import OwnBallot
from voting.domain.errors import VoterNeeded
from voting.domain.voters import Voter
from voting.models import Election
from voting.pages import ballot_show, visits
from voting.pages.vote_forms import MailForm, Typed, reviewed_choices, typed_choices


def _pot(form: Form, own: OwnBallot, envelope: str) -> Pot:
    """The envelope, if it is on this voter's ballot."""
    pot = next((pot for pot in form.pots_for(own.area_path) if pot.slug == envelope), None)
    if pot is None:
        raise Http404
    return pot


def _keep(request: HttpRequest, election: Election, envelope: str) -> Typed:
    """Save what was sent, also after the visit has gone quiet; gives what it was."""
    voter = voters.voter_of(request.session, election, idle_too=True)
    voter.require_mark(request.POST.get("voter", ""))
    form, own = form_of(election), drafts.own(actor=voter, election=election)
    typed = typed_choices(form, _pot(form, own, envelope), request.POST)
    drafts.save(actor=voter, election=election, choices=typed.choices, envelope=envelope)
    return typed


@require_http_methods(["GET", "HEAD", "POST"])
@visits.for_voters(keep=_keep)
def choose(request: HttpRequest, election: Election, voter: Voter, envelope: str) -> HttpResponse:
    """One envelope's projects. Every way on saves; what cannot be cast is saved too, and said."""
    form, own = form_of(election), drafts.own(actor=voter, election=election)
    pot = _pot(form, own, envelope)
    if request.method != "POST":
        return _elsewhere(election, own) or _choose_page(request, election, voter, pot, own)
    typed = typed_choices(form, pot, request.POST)
    try:
        own = drafts.save(actor=voter, election=election, choices=typed.choices, envelope=envelope)
    except Refusal as refusal:
        return _choose_page(request, election, voter, pot, _as_typed(own, form, pot, typed), typed, refusal)
    go = request.POST.get("go", "next")
    wrong = _wrong(form, pot, own, typed)
    if wrong and go != "recount":
        return _choose_page(request, election, voter, pot, own, typed, wrong)
    return _on(election, form, pot, own, go)


def _elsewhere(election: Election, own: OwnBallot) -> HttpResponse | None:
    """To the first page of the vote, which says why nothing can be cast: not open, over, or a vote on paper."""
    time = queries.time_of(election)
    return (
        None if time and time.is_open and not own.on_paper else redirect("voting:vote", election.cycle.slug)
    )


def _on(election: Election, form: Form, pot: Pot, own: OwnBallot, go: str) -> HttpResponse:
    slug = election.cycle.slug
    if go == "recount":
        return redirect("voting:choose", slug, pot.slug)
    pots = [other.slug for other in form.pots_for(own.area_path)]
    after = pots[pots.index(pot.slug) + 1 :]
    if go == "review" or not after:
        return redirect("voting:review", slug)
    return redirect("voting:choose", slug, after[0])


def _as_typed(own: OwnBallot, form: Form, pot: Pot, typed: Typed) -> OwnBallot:
    """What the page shows when nothing could be saved: the other envelopes as they were, this one as it was typed."""
    others = {pk: value for pk, value in own.choices.items() if form.projects[pk][0] != pot.pk}
    here = {c.project: c.value for c in typed.choices if form.projects.get(c.project, (0,))[0] == pot.pk}
    return OwnBallot(others | here, own.uncast, own.receipt, own.area_path)


def _wrong(form: Form, pot: Pot, own: OwnBallot, typed: Typed) -> Refusal | None:
    """What keeps this envelope from being cast, all of it; an empty one is fine here."""
    here = [Choice(pk, value) for pk, value in own.choices.items() if form.projects[pk][0] == pot.pk]
    texts = [
        text
        for found in (problems(form, own.area_path, here) if here else ())
        for text in found.fields[pot.slug]
    ]
    if typed.unreadable:
        texts.insert(0, _("Write whole numbers, for example 3. The marked places hold something else."))
    return Invalid(fields={pot.slug: texts}) if texts else None


def _choose_page(
    request: HttpRequest,
    election: Election,
    voter: Voter,
    pot: Pot,
    own: OwnBallot,
    typed: Typed | None = None,
    refusal: Refusal | None = None,
) -> HttpResponse:
    form = form_of(election)
    pots = form.pots_for(own.area_path)
    rows = ballot_show.rows(election, form, pot, own.choices, typed.unreadable if typed else {})
    place = [other.pk for other in pots].index(pot.pk)
    context = _frame(election, voter, own) | {
        "pot": pot,
        "form": form,
        "rows": rows,
        "meter": ballot_show.meter(form, pot, own.choices),
        "version": version_of({pk: own.choices[pk] for pk in own.choices if form.projects[pk][0] == pot.pk}),
        "rule_words": ballot_words.rule_words(form),
        "steps": ballot_show.steps(election.cycle.slug, pots, pot.slug),
        "following": pots[place + 1] if place + 1 < len(pots) else None,
        "with_filter": len(rows) >= ballot_show.FILTER_FROM,
        "categories": sorted({row["category"] for row in rows if row["category"]}),
        "refusal": refusal,
        "refusal_texts": _texts(refusal),
    }
    return render(request, "voting/vote_choose.html", context, status=refusal.status if refusal else 200)


def _texts(refusal: Refusal | None) -> list[str]:
    return [str(text) for texts in refusal.fields.values() for text in texts] if refusal else []


def _frame(election: Election, voter: Voter, own: OwnBallot) -> dict[str, Any]:
    """What every page of a voter shows."""
    return {
        "election": election,
        "cycle": election.cycle,
        "slug": election.cycle.slug,
        "mark": voter.mark,
        "own": own,
        "time": queries.time_of(election),
        "notices": notices.public(election),
        "in_vote": True,
    }


@require_POST
@never_cache
def save(request: HttpRequest, slug: str, envelope: str) -> HttpResponse:
    """Keep what was chosen so far: for the page's own script."""
    try:
        typed = _keep(request, visits.found(request, slug), envelope)
    except Refusal as refusal:
        return JsonResponse({"code": refusal.code, "detail": str(refusal)}, status=refusal.status)
    return JsonResponse({"version": version_of(typed.choices)})


def version_of(choices: list[Choice] | Mapping[int, int]) -> str:
    """The state of a draft, for telling an old copy in the browser from a current one."""
    pairs = choices.items() if isinstance(choices, Mapping) else [(c.project, c.value) for c in choices]
    return ",".join(f"{project}:{value}" for project, value in sorted(pairs))


@require_http_methods(["GET", "HEAD", "POST"])
@visits.for_voters
def review(request: HttpRequest, election: Election, voter: Voter) -> HttpResponse:
    """The last look; POST casts exactly what the page showed, once, however often it is sent."""
    if request.method != "POST":
        own = drafts.own(actor=voter, election=election)
        return _elsewhere(election, own) or _review_page(request, election, voter)
    choices = reviewed_choices(request.POST)
    try:
        _cast(request, election, voter, choices)
    except VoterNeeded:
        raise
    except Refusal as refusal:
        return _review_page(request, election, voter, refusal, choices)
    return redirect("voting:receipt", election.cycle.slug)


def _cast(request: HttpRequest, election: Election, voter: Voter, choices: list[Choice]) -> None:
    """Cast with the key and the known version that the page was drawn with."""
    key, seen = request.POST.get("key", ""), request.POST.get("seen", "")
    if not key or len(key) > 200:
        raise Invalid(_("This page was sent without its key. Look your choices over and cast again."))
    ballots.cast(
        actor=voter,
        election=election,
        choices=choices,
        key=key,
        seen=int(seen) if seen.isascii() and seen.isdigit() and len(seen) < 6 else None,
        network=address_of(request),
    )


def _review_page(
    request: HttpRequest,
    election: Election,
    voter: Voter,
    refusal: Refusal | None = None,
    sent: list[Choice] | None = None,
) -> HttpResponse:
    form, own = form_of(election), drafts.own(actor=voter, election=election)
    shown = own
    if sent and all(choice.project in form.projects for choice in sent):
        shown = OwnBallot({c.project: c.value for c in sent}, True, own.receipt, own.area_path)
    pots = form.pots_for(own.area_path)
    found = list(problems(form, own.area_path, shown.as_choices()))
    context = _frame(election, voter, own) | {
        "parts": ballot_show.chosen_by_pot(election, form, pots, shown),
        "steps": ballot_show.steps(election.cycle.slug, pots, "review"),
        "choices": [f"{pk}:{value}" for pk, value in shown.choices.items()],
        "problems": [text for problem in found for texts in problem.fields.values() for text in texts],
        "is_cast": bool(own.receipt) and not own.uncast and not refusal,
        "reminded": reminders.is_asked(voter),
        "key": secrets.token_urlsafe(24),
        "seen": own.receipt.version if own.receipt else 0,
        "refusal": refusal,
        "refusal_texts": _texts(refusal),
    }
    return render(request, "voting/vote_review.html", context, status=refusal.status if refusal else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@visits.for_voters
def receipt(request: HttpRequest, election: Election, voter: Voter) -> HttpResponse:
    """The receipt of the ballot in the box; POST sends it to a mail address."""
    own = drafts.own(actor=voter, election=election)
    if own.receipt is None:
        return redirect("voting:vote", election.cycle.slug)
    form = MailForm(request.POST if request.method == "POST" else None)
    status = 200
    if request.method == "POST":
        status = _mail(election, voter, form)
        if status == 200:
            messages.success(request, _("The receipt is on its way to you."))
            return redirect("voting:receipt", election.cycle.slug)
    pots = form_of(election).pots_for(own.area_path)
    context = _frame(election, voter, own) | {
        "receipt": own.receipt,
        "is_counted": queries.is_counted(election),
        "form": form,
        "steps": ballot_show.steps(election.cycle.slug, pots, "receipt"),
    }
    return render(request, "voting/vote_receipt.html", context, status=status)


def _mail(election: Election, voter: Voter, form: MailForm) -> int:
    """Send the receipt, or mark the form; gives the status."""
    if not form.is_valid():
        return 400
    try:
        receipts.mail_receipt(actor=voter, election=election, address=form.cleaned_data["email"])
    except Refusal as refusal:
        form.add_error("email", str(refusal))
        return refusal.status
    return 200
