"""What is planted about proposals under review: notes of officials, plans, what authors and others tell each other."""

import datetime as dt
from decimal import Decimal
from typing import Any

from django.core.files.base import ContentFile
from django.utils import timezone

from commons.accounts.models import Service
from proposals.models import (
    Answer,
    Appeal,
    CoAuthor,
    CoAuthorState,
    CostLine,
    LetterKind,
    MergePart,
    Picture,
    Proposal,
    Remark,
    Review,
    ReviewQuestion,
    ReviewTask,
    SplitState,
    State,
    StepKind,
    Suggestion,
    SuggestionState,
    Verdict,
)
from tests.factories.proposals import DraftFactory, ProposalFactory, merge_plan_of, split_plan_of
from tests.portal.leaks.town import Town
from tests.portal.leaks.words import word

WEEK = dt.timedelta(days=7)


def plant(town: Town) -> None:
    """Everything about reviews, into proposals of one author."""
    reviewed = proposal(town, state=State.IN_REVIEW)
    _review(town, reviewed)
    returned = proposal(town, state=State.RETURNED)
    _returned(town, returned)
    refused = proposal(town, state=State.NOT_FEASIBLE, public_reason="Ranta on suojeltu.")
    _refused(town, refused)
    _merging(town, reviewed)
    _splitting(town, reviewed, returned)
    _draft(town)
    town.put("proposal", reviewed.pk, returned.pk, refused.pk)
    town.put("in_review", reviewed.pk, returned.pk, refused.pk)
    town.put("shared", returned.pk)
    town.put("written", returned.pk)


def proposal(town: Town, **fields: Any) -> Proposal:
    """One of the author, in Harjula."""
    common: dict[str, Any] = {"cycle": town.cycle, "area": town.harjula, "category": town.category}
    made: Proposal = ProposalFactory(**common | {"author": town.people["author"]} | fields)
    return made


def _review(town: Town, one: Proposal) -> None:
    reviewer = town.people["reviewer"]
    review = Review.objects.create(
        proposal=one,
        reviewer=reviewer,
        reason=word("draftreason"),
        cost=Decimal("7421.00"),
        cost_source=word("costsource"),
        extension_reason=word("extension"),
    )
    CostLine.objects.create(review=review, position=1, label=word("costline"), amount=Decimal("7421.00"))
    Remark.objects.create(proposal=one, author=reviewer, text=word("remark"))
    ReviewQuestion.objects.create(
        proposal=one,
        asked_by=reviewer,
        asked_of=town.people["coordinator"],
        text=word("question"),
        answer=word("answer"),
        answered_by=town.people["coordinator"],
        answered_at=timezone.now(),
    )
    done: dict[str, Any] = {"state": "done", "done_at": timezone.now(), "passed": False}
    ReviewTask.objects.create(
        proposal=one,
        kind=StepKind.FORMAL,
        service=Service.objects.first(),
        reviewer=reviewer,
        due=timezone.localdate(),
        note=word("tasknote"),
        **done,
    )


def _returned(town: Town, one: Proposal) -> None:
    """Its author is asked to complete it, with a co-author, whom others suggest changes."""
    Review.objects.create(
        proposal=one,
        reviewer=town.people["reviewer"],
        request=word("request"),
        request_until=timezone.localdate() + WEEK,
        reason=word("returnedreason"),
    )
    letter = one.letters.create(
        kind=LetterKind.RETURNED, language="fi", subject=word("lettersubject"), body=word("letterbody")
    )
    CoAuthor.objects.create(proposal=one, user=town.people["co_author"], state=CoAuthorState.ACCEPTED)
    invited = CoAuthor.objects.create(proposal=one, email=f"{word('invited')}@kuvala.example")
    suggested = Suggestion.objects.create(
        proposal=one,
        author=town.people["writer"],
        field="why",
        before=one.why,
        after=word("suggestion"),
        note=word("suggestionnote"),
    )
    Suggestion.objects.create(
        proposal=one,
        author=town.people["writer"],
        field="what",
        before=one.what,
        after="Muuten.",
        state=SuggestionState.DECLINED,
        reason=word("suggestiondeclined"),
        answered_at=timezone.now(),
    )
    town.put("co_author", invited.pk)
    town.put("letter", letter.pk)
    town.put("suggestion", suggested.pk)


def _refused(town: Town, one: Proposal) -> None:
    Review.objects.create(proposal=one, reviewer=town.people["reviewer"], finished_at=timezone.now())
    verdict = Verdict.objects.create(
        proposal=one,
        outcome="not_feasible",
        ground="plan",
        reason="Ranta on suojeltu.",
        decided_by=town.people["reviewer"],
        appeal_until=timezone.localdate() + WEEK,
    )
    Appeal.objects.create(
        proposal=one,
        against=verdict,
        text=word("appeal"),
        received_on=timezone.localdate(),
        entered_by=town.people["coordinator"],
        from_paper=True,
    )
    Remark.objects.create(proposal=one, text=word("appealremark"))


def _merging(town: Town, other: Proposal) -> None:
    """The authors are asked; one has declined."""
    lead = proposal(town)
    plan = merge_plan_of(lead, other)
    plan.reason = word("mergereason")
    plan.save()
    MergePart.objects.filter(plan=plan, proposal=other).update(
        answer=Answer.DECLINED, reason=word("mergedeclined"), answered_at=timezone.now()
    )
    town.put("merging", plan.pk)
    town.put("proposal", lead.pk)


def _splitting(town: Town, prepared: Proposal, asked: Proposal) -> None:
    """One plan is being prepared; of another the author has declined."""
    first = split_plan_of(prepared)
    first.reason = word("splitreason")
    first.save()
    first.parts.update(title=word("splittitle"), what=word("splitpart"))
    second = split_plan_of(asked)
    second.parts.update(what=word("askedpart"))
    second.reason, second.answer_reason = word("askedreason"), word("splitdeclined")
    second.state, second.answer_until = SplitState.ASKING, timezone.now() + WEEK
    second.answer, second.answered_at = Answer.DECLINED, timezone.now()
    second.save()
    town.put("splitting", first.pk, second.pk)
    town.put("split_part", *first.parts.values_list("pk", flat=True)[:1])


def _draft(town: Town) -> None:
    draft = DraftFactory(
        cycle=town.cycle,
        area=town.harjula,
        category=town.category,
        author=town.people["author"],
        title=word("drafttitle"),
        what=word("draft"),
        place_name=word("draftplace"),
    )
    picture = picture_of(draft, word("draftpicture"))
    town.put("picture", picture.pk)
    town.put("proposal", draft.pk)
    town.put("written", draft.pk)
    town.put("edit_step", "what", "check")


def picture_of(one: Proposal, alt: str) -> Picture:
    """A picture with these words."""
    made = Picture(proposal=one, alt=alt, width=4, height=3, position=1)
    made.image.save("picture.jpg", ContentFile(b"x"), save=False)
    made.small.save("small.jpg", ContentFile(b"x"), save=False)
    made.save()
    return made
