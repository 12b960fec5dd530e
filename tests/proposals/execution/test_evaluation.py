"""A year later: three questions without a name, and numbers that tell of nobody."""

import datetime as dt
from uuid import uuid4

import pgtrigger
import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from commons.accounts.models import User
from commons.followup.domain import tracks
from commons.followup.models import Milestone
from commons.followup.tasks import tell_followers
from commons.http.errors import NotAllowed
from commons.process.domain import improvements
from proposals.domain.execution import evaluation
from proposals.models import QUESTIONS, Evaluation, Proposal, State
from proposals.year_figures import evaluated
from tests.factories.accounts import UserFactory
from tests.factories.process import CycleFactory, LessonFactory
from tests.factories.proposals import BallotProposalFactory
from tests.proposals.conftest import Town

pytestmark = pytest.mark.django_db
YES = dict.fromkeys(QUESTIONS, "yes")


def done(town: Town, days: int) -> Proposal:
    """A project that was done so many days ago."""
    made: Proposal = BallotProposalFactory(
        title="Laituri", cycle=town.cycle, area=town.harjula, category=town.category, state=State.DONE
    )
    with pgtrigger.ignore("proposals.ProposalEvent:append_only"):
        made.events.update(pgh_created_at=timezone.now() - dt.timedelta(days=days))  # type: ignore[attr-defined]
    return made


def address(project: Proposal) -> str:
    return f"/proposals/{project.pk}/evaluation/"


def test_anybody_answers_once_without_a_name(client: Client, town: Town) -> None:
    project, key = done(town, 370), str(uuid4())
    sent = {**YES, "text": "Hyvä laituri.", "key": key}
    answers = [client.post(address(project), sent) for _twice in range(2)]

    stored = Evaluation.objects.get()
    assert [(one.status_code, one.url) for one in answers] == [
        (302, f"/proposals/{project.pk}/progress/")
    ] * 2
    assert (stored.as_promised, stored.text, str(stored.key)) == ("yes", "Hyvä laituri.", key)


def test_a_browser_knows_that_it_was_answered_in_and_nothing_of_the_answer(
    client: Client, town: Town
) -> None:
    project, other = done(town, 370), done(town, 370)
    pages = [f"/proposals/{project.pk}/progress/", address(project), f"/proposals/{other.pk}/progress/"]

    def known() -> list[bool]:
        return [client.get(page).context["has_answered"] for page in pages]

    button = f'class="button button--main" href="{address(project)}"'
    before, fresh = known(), client.get(pages[0]).content.decode()
    sent = client.post(address(project), {**YES, "key": uuid4()})

    cookie = sent.cookies[f"raati_evaluated_{project.pk}"]
    assert (before, known()) == ([False] * 3, [True, True, False])
    assert (cookie.value, cookie["path"], cookie["httponly"]) == ("1", f"/proposals/{project.pk}/", True)
    answered = client.get(pages[0]).content.decode()
    assert (button in fresh, button in answered, address(project) in answered) == (True, False, True)
    # Somebody else at the same device answers too.
    assert client.post(address(project), {**YES, "key": uuid4()}).status_code == 302
    assert Evaluation.objects.count() == 2


def test_what_is_missing_is_told_and_the_words_stay(client: Client, town: Town) -> None:
    refused = client.post(
        address(done(town, 370)), {"as_promised": "yes", "in_use": "ehkä", "text": "Pysyy.", "key": uuid4()}
    )
    assert (refused.status_code, set(refused.context["form"].errors)) == (400, {"in_use", "worth_it"})
    assert "Pysyy." in refused.content.decode()


def test_programs_that_fill_in_everything_leave_nothing(client: Client, town: Town) -> None:
    client.post(address(done(town, 370)), {**YES, "key": uuid4(), "website": "spam"})
    assert not Evaluation.objects.exists()


@pytest.mark.parametrize("days", [10, 364, 500])
def test_it_is_asked_a_year_later_for_four_months(client: Client, town: Town, days: int) -> None:
    project = done(town, days)
    assert client.get(address(project)).context["is_asked"] is False
    assert client.post(address(project), {**YES, "key": uuid4()}).status_code == 409


def test_a_project_that_is_not_done_is_not_evaluated(client: Client, town: Town) -> None:
    going = BallotProposalFactory(
        cycle=town.cycle, area=town.harjula, category=town.category, state=State.UNDER_WAY
    )
    assert client.get(address(going)).status_code == 404


def test_the_eleventh_answer_of_a_network_within_an_hour_waits(client: Client, town: Town) -> None:
    project = done(town, 370)
    found = [client.post(address(project), {**YES, "key": uuid4()}).status_code for _time in range(11)]
    assert found == [302] * 10 + [429]


def test_small_numbers_are_not_told(client: Client, town: Town) -> None:
    project = done(town, 370)

    def say(times: int, word: str) -> None:
        for _time in range(times):
            Evaluation.objects.create(proposal=project, key=uuid4(), **dict.fromkeys(QUESTIONS, word))

    say(4, "yes")
    assert evaluation.result(project).questions == ()
    say(6, "yes")
    say(2, "no")
    shown = [one.counts for one in evaluation.result(project).questions]
    assert all(None in counts and 2 not in counts for counts in shown)
    data = client.get(f"/api/v1/proposals/{project.pk}/evaluation/").json()
    assert (data["is_asked"], data["questions"][0]["no"]) == (True, None)


def test_words_are_read_by_officials_only(client: Client, town: Town, reviewer: User, resident: User) -> None:
    project = done(town, 370)
    Evaluation.objects.create(proposal=project, key=uuid4(), text="Naapurini valitti.", **YES)
    with pytest.raises(NotAllowed):
        evaluation.texts(actor=resident, proposal=project)
    read = evaluation.texts(actor=reviewer, proposal=project)
    assert [one.text for one in read] == ["Naapurini valitti."]
    assert "Naapurini" not in client.get(f"/proposals/{project.pk}/progress/").content.decode()


def test_who_follows_is_asked_once(town: Town) -> None:
    asked, _too_early, _too_late = done(town, 366), done(town, 300), done(town, 900)
    assert [evaluation.ask_followers(), evaluation.ask_followers()] == [1, 0]
    told = Milestone.objects.get()
    assert (told.track_id, f"/proposals/{asked.pk}/evaluation/" in told.text_sv) == (asked.track_id, True)


def test_the_question_comes_by_mail_a_year_later_and_leads_to_the_form(client: Client, town: Town) -> None:
    project, person = done(town, 364), UserFactory(language="sv")
    tracks.follow(actor=person, track=project.track)
    assert (evaluation.ask_followers(), mail.outbox) == (0, [])
    with pgtrigger.ignore("proposals.ProposalEvent:append_only"):
        for event in project.events.all():  # type: ignore[attr-defined]
            event.pgh_created_at -= dt.timedelta(days=2)
            event.save()
    Proposal.objects.filter(pk=project.pk).update(
        cost=12_345
    )  # a later change of a finished project moves nothing

    assert evaluation.ask_followers() == 1
    tell_followers(milestone_id=Milestone.objects.get().pk)

    (sent,) = mail.outbox
    assert (sent.to, address(project) in sent.body) == ([person.email], True)
    assert f'href="{address(project)}"' in client.get(f"/proposals/{project.pk}/progress/").content.decode()


def test_a_year_adds_up_only_what_its_projects_tell(town: Town) -> None:
    def say(project: Proposal, **answers: int) -> None:
        for word, times in answers.items():
            for _time in range(times):
                Evaluation.objects.create(proposal=project, key=uuid4(), **dict.fromkeys(QUESTIONS, word))

    one, two, few, partly = (done(town, 370) for _project in range(4))
    assert evaluated(town.cycle) is None
    say(one, yes=9, partly=6, no=5)
    say(two, yes=5, partly=5, no=7)
    say(few, yes=4)
    say(partly, yes=10, no=2)  # its page leaves small numbers out, so the sum leaves the project out

    found = evaluation.of_year(town.cycle)

    assert (found.done, found.told) == (4, 3)
    assert [question.counts for question in found.questions] == [(14, 11, 12)] * 3
    figure = evaluated(town.cycle)
    assert figure is not None
    assert [row[1:] for row in figure.rows] == [("14", "11", "12")] * 3


def test_what_was_answered_stands_beside_the_next_years_checklist(
    client: Client, town: Town, coordinator: User
) -> None:
    project = done(town, 370)
    for _person in range(6):
        Evaluation.objects.create(proposal=project, key=uuid4(), **YES)
    lesson = LessonFactory(cycle=town.cycle)
    following = CycleFactory(area=town.area, slug="kuvala-2027", year=2027)
    client.force_login(coordinator)
    page = f"/desk/years/{following.slug}/learned/"
    assert client.get(page).context["learned"].before == []

    improvements.bring_over(actor=coordinator, cycle=following, source=town.cycle)

    ((year, (figure,)),) = client.get(page).context["learned"].before
    assert (year, [row[1:] for row in figure.rows]) == (lesson.cycle, [("6", "0", "0")] * 3)
