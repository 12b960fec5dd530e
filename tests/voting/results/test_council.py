"""The council's word reaches those who follow a project."""

import datetime as dt

import pytest

from commons.accounts.models import Role
from commons.process.models import PhaseKind
from tests.factories.accounts import official
from tests.factories.process import open_phase
from tests.voting.desk.making import vote_in
from voting.domain import council
from voting.domain.desk_votes import Stage
from voting.models import BallotProject, Verdict

pytestmark = pytest.mark.django_db


def test_who_follows_a_project_hears_the_councils_word_once() -> None:
    cycle = vote_in(Stage.PUBLISHED)
    open_phase(cycle, PhaseKind.COUNCIL)
    project = BallotProject.objects.select_related("proposal__track").earliest("pk")
    told = {
        "actor": official(Role.COORDINATOR),
        "project": project,
        "decided_on": dt.date(2026, 11, 2),
    }

    council.decide(verdict=Verdict.CONFIRMED, reason="", **told)
    council.decide(verdict=Verdict.CONFIRMED, reason="", reference="§ 12", **told)
    council.decide(verdict=Verdict.DROPPED, reason="Tontti on myyty.", **told)

    milestones = project.proposal.track.milestones.order_by("pk")
    assert list(milestones.values_list("title_en", "title_fi", "text_sv")) == [
        ("The council confirmed the project", "Valtuusto vahvisti hankkeen", ""),
        ("The council dropped the project", "Valtuusto hylkäsi hankkeen", "Tontti on myyty."),
    ]
