"""Telling what happened to every proposal of the demo, by the verbs that residents and officials use."""

import datetime as dt
import io
import random
from collections.abc import Mapping
from decimal import Decimal

from django.utils import timezone

from commons.accounts.models import User
from commons.deliberation.domain.convincing import ARGUMENTS
from commons.deliberation.models import Comment, CommentKind, Conviction
from commons.followup.models import Follower, FollowReason
from commons.http.models import Bucket
from commons.process.models import Cycle, Envelope, PhaseKind
from portal.demo import catalogue, years
from portal.demo.catalogue import Idea, Utterance, Year
from portal.demo.ground import Ground
from portal.demo.pictures import draw
from proposals.domain import discussion, drafts, pictures, review, submission
from proposals.models import Feasibility, Proposal, Support
from proposals.models import Ground as RefusalGround

COORDINATOR = "koordinaattori"
REVIEWER_OF = {
    "liikkuminen": "kadut",
    "leikki": "puistot",
    "luonto": "puistot",
    "rannat": "puistot",
    "kulttuuri": "hyvinvointi",
    "nuoret": "hyvinvointi",
    "ikaihmiset": "hyvinvointi",
    "yhteiso": "hyvinvointi",
}
REMARKS = (
    "Soitettu kiinteistöpalveluun. Vastaus luvattu ensi viikon tiistaiksi.",
    "Sama toive tuli viime vuonna kahdesti. Katsotaan ehdotukset yhdessä.",
    "Paikalla käyty. Maapohja vaikuttaa hyvältä, kaivot pitää tarkistaa kartalta.",
    "Hintatieto pyydetty kahdelta toimittajalta. Arvio tarkentuu.",
)
PICTURED = 3
"""Every so many proposals have a picture; every so many of these have two."""


def tell(year: Year, cycle: Cycle, ground: Ground) -> dict[str, Proposal]:
    """Everything up to the ballot, for all proposals of the year; by key of the idea."""
    years.pretend(cycle, PhaseKind.PROPOSE, PhaseKind.REVIEW, PhaseKind.DELIBERATE)
    envelopes = {envelope.slug: envelope for envelope in cycle.envelopes.prefetch_related("sources")}
    told = {}
    for number, idea in enumerate(catalogue.ideas(year)):
        told[idea.key] = _Story(idea, number, cycle, ground, envelopes).tell()
        # What is written here within seconds was said over weeks.
        Bucket.objects.all().delete()
    return told


class _Story:
    """One proposal, from the first draft to the ballot."""

    def __init__(
        self, idea: Idea, number: int, cycle: Cycle, ground: Ground, envelopes: Mapping[str, Envelope]
    ) -> None:
        self.idea, self.number, self.cycle, self.ground, self.envelopes = (
            idea,
            number,
            cycle,
            ground,
            envelopes,
        )
        self.author = ground.people[idea.author]
        self.rng = random.Random(idea.key)  # noqa: S311 (nothing secret)

    def tell(self) -> Proposal:
        proposal = self._write()
        if self.idea.state == "draft":
            return proposal
        proposal = submission.submit(actor=self.author, proposal=proposal)
        self._support(proposal)
        for said in self.idea.comments:
            self._say(proposal, said)
        return self._review(proposal)

    def _write(self) -> Proposal:
        idea = self.idea
        proposal = drafts.start(
            actor=self.author,
            cycle=self.cycle,
            changes={
                "language": idea.language,
                "title": idea.title,
                "what": idea.what,
                "why": idea.why,
                "for_whom": idea.for_whom,
                "category": self.ground.categories[idea.category],
                "area": self.ground.areas[idea.area],
                "latitude": idea.latitude,
                "longitude": idea.longitude,
                "place_name": idea.place,
                "rough_cost": idea.rough_cost or None,
            },
        )
        if self.number % PICTURED == 0:
            for turn in range(2 if self.number % (PICTURED * 4) == 0 else 1):
                self._picture(proposal, turn)
        return proposal

    def _picture(self, proposal: Proposal, turn: int) -> None:
        drawing = draw(f"{self.idea.key}/{turn}", place=self.idea.place, language=self.idea.language)
        pictures.add(
            actor=self.author,
            proposal=proposal,
            file=io.BytesIO(drawing.jpeg),
            size=len(drawing.jpeg),
            alt=drawing.alt,
        )

    def _support(self, proposal: Proposal) -> None:
        others = [
            self.ground.people[person.key]
            for person in catalogue.people()
            if not person.roles and person.key != self.idea.author
        ]
        supporters = self.rng.sample(others, min(self.idea.supports, len(others)))
        # Two statements instead of four a supporter; the trigger counts them all the same.
        Support.objects.bulk_create(Support(proposal=proposal, user=user) for user in supporters)
        Follower.objects.bulk_create(
            Follower(track=proposal.track, user=user, reason=FollowReason.SUPPORTER) for user in supporters
        )

    def _say(self, proposal: Proposal, said: Utterance, reply_to: Comment | None = None) -> None:
        speaker = self.ground.people[said.author]
        made = discussion.comment(
            actor=speaker,
            proposal=proposal,
            kind=CommentKind(said.kind) if reply_to is None else CommentKind(reply_to.kind),
            text=said.text,
            language=said.language,
            reply_to=reply_to,
            is_official=_is_official(said.author),
        )
        if reply_to is None and made.kind in ARGUMENTS:
            self._convince(made)
        for reply in said.replies:
            self._say(proposal, reply, made)

    def _convince(self, argument: Comment) -> None:
        # A lot of its own, so that the rest of the story stays as it is.
        lot = random.Random(argument.text)  # noqa: S311 (nothing secret)
        others = [
            self.ground.people[person.key]
            for person in catalogue.people()
            if not person.roles and self.ground.people[person.key].pk != argument.author_id
        ]
        people = lot.sample(others, min(lot.choice((0, 1, 2, 5, 9)), len(others)))
        Conviction.objects.bulk_create(Conviction(comment=argument, user=person) for person in people)

    def _review(self, proposal: Proposal) -> Proposal:
        idea, state = self.idea, self.idea.state
        if state == "withdrawn":
            return submission.withdraw(actor=self.author, proposal=proposal)
        if state == "submitted":
            return proposal
        reviewer = self._reviewer()
        review.assign(
            actor=self.ground.people[COORDINATOR],
            proposal=proposal,
            reviewer=reviewer,
            due=timezone.localdate() + dt.timedelta(days=self.rng.choice((-2, 1, 4, 9, 16))),
        )
        if state == "in_review":
            review.remark(actor=reviewer, proposal=proposal, text=self.rng.choice(REMARKS))
            return proposal
        finding = idea.review
        if finding is None:
            raise LookupError(f"{idea.key} is {state} without a review")
        if state == "returned":
            return review.return_for_completion(
                actor=reviewer,
                proposal=proposal,
                request=finding.text,
                until=timezone.localdate() + dt.timedelta(days=14),
            )
        if state == "not_feasible":
            review.record(
                actor=reviewer,
                proposal=proposal,
                feasibility=Feasibility.NOT_FEASIBLE,
                cost=Decimal(finding.cost) if finding.cost else None,
                ground=RefusalGround(finding.ground),
                reason=finding.text,
            )
            return review.refuse(actor=reviewer, proposal=proposal)
        return review.place_on_ballot(
            actor=reviewer,
            proposal=proposal,
            envelope=self.envelopes[idea.envelope],
            cost=Decimal(finding.cost or 0),
            reason=finding.text,
        )

    def _reviewer(self) -> User:
        named = self.idea.review.by if self.idea.review else COORDINATOR
        if named == COORDINATOR:
            named = REVIEWER_OF[self.idea.category]
        return self.ground.people[named]


def _is_official(key: str) -> bool:
    return any(person.key == key and person.roles for person in catalogue.people())
