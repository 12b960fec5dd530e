"""From a sticky note to a line in the budget: development proposals, and budget proposals made of them."""

from uuid import NAMESPACE_URL, uuid5

from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from commons.accounts.models import User
from commons.accounts.permissions import Actor, require
from commons.audit.context import verb
from commons.http.errors import Invalid, SignInNeeded
from commons.live import publish
from hearings.domain.errors import BecameProposal, NothingOpen, WrongState
from hearings.domain.themes import WORKING
from hearings.models import DevelopmentProposal, Theme
from hearings.rules import GROUP
from proposals.domain import drafts
from proposals.domain.queries import taking_proposals
from proposals.models import Proposal


@transaction.atomic
def develop(
    *,
    actor: Actor,
    theme: Theme,
    title: str,
    text: str = "",
    language: str = "fi",
    is_shown: bool = True,
) -> DevelopmentProposal:
    """Write down what could be done about a theme; the same words again are the same proposal. `is_shown`: False while
    it is written in a plenary.

    Raises `Invalid`, `WrongState`, `NotAllowed`, `SignInNeeded`.
    """
    require(actor, GROUP, theme.hearing)
    if theme.hearing.state not in WORKING:
        raise WrongState
    name, words = cleaned(title, text, language)
    Theme.objects.select_for_update(of=("self",)).get(pk=theme.pk)  # who sends twice at once waits here
    same = DevelopmentProposal.objects.filter(theme=theme, title=name, text=words, language=language)
    if (there := same.filter(merged_into=None, proposal=None).first()) is not None:
        return there
    with verb("hearings.develop", actor):
        made = DevelopmentProposal.objects.create(
            theme=theme, title=name, text=words, language=language, is_shown=is_shown
        )
    publish(f"hearing:{theme.hearing.slug}", f"hearing-themes:{theme.hearing.slug}")
    return made


def cleaned(title: str, text: str, language: str = "fi") -> tuple[str, str]:
    """A title and a text without what nobody can see. Raises `Invalid`."""
    name, words = " ".join(title.replace("\x00", "").split()), text.replace("\x00", "").strip()
    wrong: dict[str, list[str | Promise]] = {}
    if not 0 < len(name) <= 120:
        wrong["title"] = [_("Write a title of at most 120 characters.")]
    if len(words) > 3000:
        wrong["text"] = [_("The text is too long: at most 3,000 characters.")]
    if language not in ("fi", "sv", "en"):
        wrong["language"] = [_("Choose the language of your text.")]
    if wrong:
        raise Invalid(fields=wrong)
    return name, words


@transaction.atomic
def to_budget(*, actor: Actor, development: DevelopmentProposal) -> Proposal:
    """Make a development proposal a draft of the budget year that takes proposals; its lineage stays.

    The draft is the official's, who completes and submits it like anybody. Made twice at once it is made once. Raises
    `BecameProposal`, `NothingOpen`, `PhaseClosed`, `NotAllowed`, `SignInNeeded`.
    """
    found = (
        DevelopmentProposal.objects.select_for_update(of=("self",))
        .select_related("theme__hearing__area")
        .get(pk=development.pk)
    )
    if not isinstance(actor, User):
        raise SignInNeeded
    require(actor, GROUP, found.theme.hearing)
    if found.proposal_id is not None:
        raise BecameProposal
    if found.merged_into_id is not None or not found.is_shown:
        raise WrongState(_("Show the proposal first; of merged ones the one that was kept goes on."))
    cycle = taking_proposals()
    if cycle is None:
        raise NothingOpen
    with override(found.language):
        origin = _now("This proposal comes from the hearing “%(hearing)s”, theme “%(theme)s”.") % {
            "hearing": found.theme.hearing,
            "theme": found.theme,
        }
    made = drafts.start(
        actor=actor,
        cycle=cycle,
        changes={
            "title": found.title,
            "what": found.text or found.title,
            "why": origin,
            "language": found.language,
        },
        key=uuid5(NAMESPACE_URL, f"hearings/development/{found.pk}/{actor.pk}"),
    )
    found.proposal = made
    with verb("hearings.to_budget", actor):
        found.save(update_fields=["proposal"])
    publish(f"hearing:{found.theme.hearing.slug}", f"hearing-themes:{found.theme.hearing.slug}")
    return made


def budget_proposals_of(theme: Theme | None) -> list[Proposal]:
    """What grew out of a theme in the residents' budget, as far as everybody sees it. One query."""
    if theme is None:
        return []
    made = theme.developments.public().filter(proposal__isnull=False)
    rows = Proposal.objects.public().filter(pk__in=made.values("proposal"))
    return list(rows.without_texts().order_by("pk"))
