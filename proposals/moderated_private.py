"""What only some people see, as moderation handles it: corrections of summaries, suggested changes of a text, and what
people tell the town a year later. Who sees one may report it; to others there is nothing there (`Kind.seen_by`)."""

import datetime as dt
from collections.abc import Collection
from typing import Any

from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from commons.accounts.permissions import Actor, may
from commons.deliberation import owners
from commons.deliberation.models import Correction
from commons.deliberation.rules import SUM_UP
from commons.moderation import kinds
from commons.moderation.domain.intake import received
from commons.moderation.kinds import HELD, Facts, Kind, Thing
from commons.moderation.models import Case
from proposals import copies, rewording
from proposals.models import Evaluation, Proposal, Suggestion, SuggestionState
from proposals.rules import CARRY_OUT, Held
from proposals.whose import authors_of

CORRECTION, SUGGESTION, EVALUATION = "correction", "suggestion", "evaluation"


def _corrections(ids: Collection[int]) -> dict[int, Thing]:
    rows = Correction.objects.filter(pk__in=ids).values(
        "pk", "text", "language", "thread", "thread__proposal__title", "thread__proposal__language"
    )
    return {
        row["pk"]: Thing(
            row["text"],
            row["language"],
            row["thread__proposal__title"] or "",
            row["thread__proposal__language"] or "",
            f"/talk/{row['thread']}/summary/",
        )
        for row in rows
    }


def facts_of_correction(correction: Correction) -> Facts:
    """It concerns whose proposal is talked about."""
    rows = Proposal.objects.filter(thread=correction.thread_id)
    proposal = rows.only("author", "area", "cycle", "merged_into").first()
    area, cycle = (proposal.area_id, proposal.cycle_id) if proposal else (None, None)
    others = authors_of(proposal) if proposal else ()
    return Facts(correction.text, correction.author_id, area, cycle, others, correction.language)


def _correction_facts(pk: int) -> Facts | None:
    found = Correction.objects.filter(pk=pk, hidden_at=None).first()
    return facts_of_correction(found) if found is not None else None


def _sees_correction(actor: Actor, pk: int) -> bool:
    found = Correction.objects.select_related("thread").filter(pk=pk).first()
    return found is not None and (_is(actor, found.author_id) or may(actor, SUM_UP, found.thread))


def receive_correction(correction: Correction) -> None:
    """Bring a correction that was just suggested to moderation."""
    received(CORRECTION, correction.pk, facts_of_correction(correction))


def _suggestions(ids: Collection[int]) -> dict[int, Thing]:
    rows = Suggestion.objects.filter(pk__in=ids).select_related("proposal")
    return {
        one.pk: Thing(
            "\n\n".join(text for text in (one.after, one.note, one.reason) if text),
            one.proposal.language,
            one.proposal.title,
            one.proposal.language,
            one.proposal.get_absolute_url(),
            sort=one.get_field_display(),
        )
        for one in rows.defer("proposal__search", "proposal__title_plain")
    }


def facts_of_suggestion(suggestion: Suggestion) -> Facts:
    """It concerns whose text it is."""
    proposal = suggestion.proposal
    text = f"{suggestion.after}\n{suggestion.note}"
    others = authors_of(proposal)
    return Facts(text, suggestion.author_id, proposal.area_id, proposal.cycle_id, others, proposal.language)


def receive_suggestion(suggestion: Suggestion) -> None:
    """Bring a change that was just suggested to moderation."""
    received(SUGGESTION, suggestion.pk, facts_of_suggestion(suggestion))


def _suggestion(pk: int) -> Suggestion | None:
    rows = Suggestion.objects.select_related("proposal").defer("proposal__search", "proposal__title_plain")
    return rows.filter(pk=pk, hidden_at=None).first()


def _suggestion_facts(pk: int) -> Facts | None:
    found = _suggestion(pk)
    return facts_of_suggestion(found) if found is not None else None


def _sees_suggestion(actor: Actor, pk: int) -> bool:
    found = _suggestion(pk)
    return found is not None and (_is(actor, found.author_id) or Held(found.proposal).is_authors(actor))


def _evaluations(ids: Collection[int]) -> dict[int, Thing]:
    rows = Evaluation.objects.filter(pk__in=ids).exclude(text="").select_related("proposal")
    return {
        one.pk: Thing(
            one.text,
            "",
            one.proposal.title,
            one.proposal.language,
            f"/proposals/{one.proposal_id}/progress/",
        )
        for one in rows.defer("proposal__search", "proposal__title_plain")
    }


def receive_evaluation(evaluation: Evaluation) -> None:
    """Bring what somebody told the town to moderation. Nobody is known to have written it, and of when it came no more
    is kept than beside the answers: the day. It is never held, since the history would tell the moment."""
    if evaluation.text:
        received(EVALUATION, evaluation.pk, Facts(evaluation.text, None, evaluation.proposal.area_id))
        day = timezone.make_aware(dt.datetime.combine(evaluation.day, dt.time()))
        Case.objects.filter(kind=EVALUATION, target=evaluation.pk).update(written_at=day)


def _evaluation_facts(pk: int) -> Facts | None:
    rows = Evaluation.objects.exclude(text="").filter(pk=pk, hidden_at=None)
    row = rows.values_list("text", "proposal__area", "proposal__cycle").first()
    return Facts(row[0], None, row[1], row[2]) if row is not None else None


def _sees_evaluation(actor: Actor, pk: int) -> bool:
    rows = Evaluation.objects.select_related("proposal__area").exclude(text="")
    found = rows.defer("proposal__search", "proposal__title_plain").filter(pk=pk).first()
    return found is not None and may(actor, CARRY_OUT, found.proposal)


def _is(actor: Actor, author: int | None) -> bool:
    return actor.is_authenticated and author is not None and actor.pk == author


def _mark(model: Any, ids: Collection[int], **fields: Any) -> None:
    model.objects.filter(pk__in=ids).update(**fields)


def _conceal(model: Any) -> Any:
    return lambda ids, reason: _mark(model, ids, hidden_at=Now(), hidden_reason=reason)


def _reveal(model: Any) -> Any:
    return lambda ids: _mark(model, ids, hidden_at=None, hidden_reason="")


def _reveal_suggestions(ids: Collection[int]) -> None:
    """Its authors are told now of what was held until somebody had read it."""
    from proposals.tasks_together import mail_suggestion  # the job imports verbs

    rows = Suggestion.objects.filter(pk__in=ids)
    held = list(rows.filter(hidden_reason=HELD, state=SuggestionState.OPEN).values_list("pk", flat=True))
    _mark(Suggestion, ids, hidden_at=None, hidden_reason="")
    for pk in held:
        mail_suggestion.defer(suggestion_id=pk, state=str(SuggestionState.OPEN))


def register() -> None:
    """Make them known, and hear of each correction in its verb's transaction."""
    kinds.register(
        Kind(
            CORRECTION,
            _("Correction of a summary"),
            _corrections,
            _correction_facts,
            _conceal(Correction),
            _reveal(Correction),
            rewording.passages_of_correction,
            rewording.rewrite_correction,
            copies=copies.of_correction,
            seen_by=_sees_correction,
        )
    )
    kinds.register(
        Kind(
            SUGGESTION,
            _("Suggested change"),
            _suggestions,
            _suggestion_facts,
            _conceal(Suggestion),
            _reveal_suggestions,
            rewording.passages_of_suggestion,
            rewording.rewrite_suggestion,
            seen_by=_sees_suggestion,
        )
    )
    kinds.register(
        Kind(
            EVALUATION,
            _("What came of a project"),
            _evaluations,
            _evaluation_facts,
            _conceal(Evaluation),
            _reveal(Evaluation),
            rewording.passages_of_evaluation,
            rewording.rewrite_evaluation,
            seen_by=_sees_evaluation,
            may_wait=False,
        )
    )
    owners.watch_corrections(receive_correction)
