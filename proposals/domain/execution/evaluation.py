"""A year after a project was done: three questions to everybody, without a name; what came of it in numbers."""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter
from uuid import NAMESPACE_URL, UUID, uuid5

from django.apps import apps
from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Min, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from commons.accounts.permissions import Actor, require
from commons.followup.models import Milestone
from commons.followup.tasks import tell_followers
from commons.http.errors import Conflict, Invalid
from commons.moderation.proof import NO_EFFORT, Effort, Pace
from commons.places.domain.small_groups import LEAST, suppressed
from commons.process.models import Cycle
from commons.texts.translated import LANGUAGES
from proposals.domain.history import reached_at
from proposals.models import QUESTIONS, Evaluation, Judgement, Proposal, State
from proposals.moderated_private import receive_evaluation
from proposals.rules import CARRY_OUT

AFTER, OPEN = dt.timedelta(days=365), dt.timedelta(days=120)
"""How long after it was done people are asked, and for how long."""
LONGEST_TEXT = 1000
BY_NETWORK = Pace(proven=(60, 3600.0), unproven=(10, 3600.0))
"""In an hour from one network: a school or a library that was asked together answers within one."""


class NotAskedNow(Conflict):
    """It is asked a year after the project was done, for four months."""

    code = "not-evaluated-now"
    title = gettext_lazy("This is not asked now")
    detail = gettext_lazy("A project is evaluated a year after it was done, for four months.")


@dataclass(frozen=True)
class Question:
    """One question: what is asked, and how many answered how (yes, partly, no); None: too few to be told.

    `code`: of `QUESTIONS`."""

    code: str
    words: str
    counts: tuple[int | None, ...]


@dataclass(frozen=True)
class Result:
    """What came of it. `questions` are empty while fewer than five have answered."""

    answers: int
    questions: tuple[Question, ...]

    @property
    def is_told(self) -> bool:
        """There are enough answers for nobody to be recognised."""
        return bool(self.questions)


def is_asked(proposal: Proposal, done_at: dt.datetime | None) -> bool:
    """Whether people are asked about it now."""
    return (
        proposal.state == State.DONE
        and done_at is not None
        and done_at + AFTER <= timezone.now() < done_at + AFTER + OPEN
    )


@transaction.atomic
def answer(
    *,
    proposal: Proposal,
    network: str,
    key: UUID,
    answers: dict[str, str],
    text: str = "",
    effort: Effort = NO_EFFORT,
) -> Evaluation:
    """Store one person's answers; sent again with the same key they are stored once. Anybody may, without a name.

    `network`: where it comes from, for the rate limit alone; without proof of work (`effort`) a slower one holds.
    Raises `NotAskedNow`, `Invalid`, `TooOften`.
    """
    if not is_asked(proposal, reached_at(proposal.pk).get(State.DONE)):
        raise NotAskedNow
    words = text.replace("\r\n", "\n").strip()
    problems = {
        name: [_("Choose one of the three.")]
        for name in QUESTIONS
        if answers.get(name) not in Judgement.values
    }
    if len(words) > LONGEST_TEXT or "\x00" in words:
        problems["text"] = [_("The text is too long: at most 1,000 characters.")]
    if problems:
        raise Invalid(fields=problems)
    if (first := Evaluation.objects.filter(key=key, proposal=proposal).first()) is not None:
        return first
    BY_NETWORK.take("evaluate", network, is_proven=effort.proves("evaluation", key))
    given = {name: answers[name] for name in QUESTIONS}
    try:
        with transaction.atomic():
            made = Evaluation.objects.create(proposal=proposal, key=key, text=words, **given)
    except IntegrityError:
        raise Conflict from None
    receive_evaluation(made)
    return made


def result(proposal: Proposal) -> Result:
    """The numbers, without those that could tell about single people. One query."""
    return _counted(list(Evaluation.objects.filter(proposal=proposal).values_list(*QUESTIONS)))


def _counted(rows: Sequence[tuple[str, ...]]) -> Result:
    if len(rows) < LEAST:
        return Result(len(rows), ())
    counts = [
        [sum(row[place] == judgement for row in rows) for judgement in Judgement]
        for place in range(len(QUESTIONS))
    ]
    # Each question is a table of its own: three numbers whose sum everybody knows.
    shown = [suppressed([line])[0] for line in counts]
    return Result(
        len(rows),
        tuple(Question(name, _label(name), tuple(line)) for name, line in zip(QUESTIONS, shown, strict=True)),
    )


def told_of(rows: QuerySet[Evaluation]) -> Iterator[tuple[int, str, Result]]:
    """Of each project (id, slug of its year) the numbers, where they can be told. One query, read bit by bit."""
    columns = rows.order_by("proposal").values_list("proposal", "proposal__cycle__slug", *QUESTIONS)
    for (project, cycle), given in groupby(columns.iterator(chunk_size=2_000), key=itemgetter(0, 1)):
        found = _counted([tuple(row[2:]) for row in given])
        if found.is_told:
            yield project, cycle, found


def _label(name: str) -> str:
    return str(Evaluation._meta.get_field(name).verbose_name)  # type: ignore[union-attr]


@dataclass(frozen=True)
class YearResult:
    """Of a year: `done` projects that are finished, `told` those of which numbers are told, and these added up."""

    done: int
    told: int
    questions: tuple[Question, ...]


def of_year(cycle: Cycle) -> YearResult:
    """What is told of the projects of a year, added up: nothing but numbers that each project's own page tells, so that
    no sum gives away what one of them leaves out. Two queries."""
    done = Proposal.objects.filter(cycle=cycle, state=State.DONE).count()
    rows = Evaluation.objects.filter(proposal__cycle=cycle).order_by("proposal")
    given: dict[int, list[tuple[str, ...]]] = {}
    for project, *answers in rows.values_list("proposal", *QUESTIONS):
        given.setdefault(project, []).append(tuple(answers))
    told = [found for one in given.values() if (found := _counted(one)).is_told]
    whole = [
        [found.questions[place].counts for found in told if None not in found.questions[place].counts]
        for place in range(len(QUESTIONS))
    ]
    return YearResult(
        done,
        len(told),
        tuple(
            Question(name, _label(name), tuple(sum(column) for column in zip(*lines, strict=True)))
            for name, lines in zip(QUESTIONS, whole, strict=True)
            if lines
        ),
    )


def texts(*, actor: Actor, proposal: Proposal) -> list[Evaluation]:
    """What people wrote, in an order that tells nothing; for officials. Raises `NotAllowed`. One query."""
    require(actor, CARRY_OUT, proposal)
    found = Evaluation.objects.filter(proposal=proposal, hidden_at=None).exclude(text="").order_by("key")
    return list(found)


def ask_followers() -> int:
    """Tell of each project that was done a year ago that people are asked, once; followers get a mail. How many."""
    now, asked = timezone.now(), 0
    events = apps.get_model("proposals", "ProposalEvent")
    done = dict(
        events._default_manager.filter(state=State.DONE)
        .order_by()
        .values_list("pgh_obj")
        .annotate(
            at=Min("pgh_created_at")
        )  # as its page does: later changes of a finished project move nothing
    )
    due = [pk for pk, at in done.items() if pk and at + AFTER <= now < at + AFTER + OPEN]
    for proposal in Proposal.objects.filter(pk__in=due, state=State.DONE, cycle__is_published=True):
        with transaction.atomic():
            milestone, is_new = Milestone.objects.get_or_create(
                key=uuid5(NAMESPACE_URL, f"evaluation/{proposal.pk}"), defaults=_words(proposal)
            )
            if is_new:
                tell_followers.defer(milestone_id=milestone.pk)
                asked += 1
    return asked


def _words(proposal: Proposal) -> dict[str, object]:
    told: dict[str, object] = {"track_id": proposal.track_id, "date": timezone.localdate()}
    url = f"{settings.SITE_URL}/proposals/{proposal.pk}/evaluation/"
    for language in LANGUAGES:
        with override(language):
            told[f"title_{language}"] = _("A year has passed: did it do what it promised?")
            told[f"text_{language}"] = _("Three questions, one minute, without your name: %(url)s") % {
                "url": url
            }
    return told
