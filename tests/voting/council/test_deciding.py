"""The council's item: four eyes, what is freed and who is next, cancelling, rejecting the whole, questions."""

import datetime as dt
from decimal import Decimal

import pytest
from django.db import Error, transaction
from django.test import Client

from commons.accounts.models import Role, User
from commons.http.errors import Conflict, Invalid, NotAllowed, Refusal
from commons.process.domain.gate import PhaseClosed
from commons.process.models import PhaseKind
from proposals.domain import outcome
from proposals.models import Proposal, State
from tests.factories.accounts import UserFactory, official
from tests.factories.council import SECTION, before_council, decided
from tests.factories.process import EnvelopeFactory, closed_phase, open_phase
from tests.factories.voting import ballot_of, cast_ballot, certified, made_public
from voting.domain import count
from voting.domain.council import deciding, errors, freeing, items, money, queries
from voting.models import (
    BallotProject,
    CouncilDecision,
    CouncilSession,
    Election,
    EnvelopeCount,
    FreedUse,
    SessionState,
    Verdict,
)

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.7\n%%EOF"


@pytest.fixture
def coordinator() -> User:
    return official(Role.COORDINATOR)


@pytest.fixture
def certifier() -> User:
    return official(Role.CERTIFIER)


def published() -> tuple[Election, list[BallotProject]]:
    """50 000 € for 30 000 (3 votes, funded), 20 000 (2, funded), 25 000 (2, not), 5 000 (1, not), 1 000 (none)."""
    envelope = EnvelopeFactory(source=Decimal(50_000), slug="pot")
    election, projects = ballot_of([envelope], (30_000, 20_000, 25_000, 5_000, 1_000))
    for chosen in ((0, 1, 2), (0, 1, 2), (0, 3)):
        cast_ballot(election, [projects[place] for place in chosen])
    closed_phase(envelope.cycle, PhaseKind.VOTE)
    count.count_votes(actor=official(Role.VOTE_CLERK), election=election)
    made_public(election)
    return election, projects


def states(projects: list[BallotProject]) -> list[str]:
    return [Proposal.objects.get(pk=project.proposal_id).state for project in projects]


def test_what_a_drop_frees_goes_to_whoever_is_next_and_still_fits(coordinator: User, certifier: User) -> None:
    election, projects = published()
    first, second, third, fourth, last = projects
    session = before_council(election, actor=coordinator)
    deciding.enter(
        actor=coordinator,
        session=session,
        project=second,
        verdict=Verdict.DROPPED,
        reason="Myyty.",
        section="§ 3",
    )
    deciding.confirm_others(actor=coordinator, session=session, section=SECTION)

    (pot,) = money.freed_pots(session)
    assert (pot.freed, pot.unused, [(one.row.project, one.left, one.fits) for one in pot.line]) == (
        Decimal(20_000),
        Decimal(0),
        [(third, Decimal(20_000), False), (fourth, Decimal(20_000), True)],
    )
    with pytest.raises(errors.Undecided):
        deciding.hand_in(actor=coordinator, session=session)
    freeing.use_freed(
        actor=coordinator,
        session=session,
        envelope=first.envelope,
        use=FreedUse.NEXT,
        reason="Näin.",
        section="§ 4",
    )
    deciding.hand_in(actor=coordinator, session=session)
    assert states(projects) == [State.FUNDED, State.FUNDED] + [State.NOT_FUNDED] * 3
    before = EnvelopeCount.objects.filter(election=election).values()
    counted = list(before)

    with pytest.raises(errors.AnotherConfirms):
        deciding.confirm(actor=coordinator, session=session)
    deciding.confirm(actor=certifier, session=session)

    assert states(projects) == [
        State.CONFIRMED, State.DROPPED, State.NOT_FUNDED, State.CONFIRMED, State.NOT_FUNDED,
    ]  # fmt: skip
    assert list(before.all()) == counted
    (beside,) = queries.beside(election)
    assert (beside.counted, beside.council, beside.difference) == (50_000, 35_000, -15_000)
    assert [(row.row.project, row.counted, row.council) for row in beside.rows] == [
        (first, 30_000, 30_000),
        (second, 20_000, 0),
        (fourth, 0, 5_000),
    ]
    told = CouncilDecision.objects.get(project=fourth)
    assert (told.is_next, told.reason, told.reference) == (True, "Näin.", "§ 4")
    assert last not in [row.row.project for row in beside.rows]


def test_an_amount_is_changed_with_a_condition_within_the_money_of_the_pot(
    coordinator: User, certifier: User
) -> None:
    election, (first, second, *_rest) = published()
    session = before_council(election, actor=coordinator)
    told = {"actor": coordinator, "session": session, "verdict": Verdict.CHANGED, "section": SECTION}
    with pytest.raises(Invalid) as refused:
        deciding.enter(project=first, reason="", amount=None, **told)
    assert set(refused.value.fields) == {"reason", "amount"}

    deciding.enter(project=first, reason="Hinnat.", amount=Decimal(31_000), **told)
    deciding.confirm_others(actor=coordinator, session=session, section=SECTION)
    with pytest.raises(errors.MoreThanPot):
        deciding.hand_in(actor=coordinator, session=session)
    deciding.enter(
        project=second, reason="Pienempi.", amount=Decimal(19_000), conditions="Ensin lupa.", **told
    )
    deciding.confirm(actor=certifier, session=deciding.hand_in(actor=coordinator, session=session))

    assert list(
        CouncilDecision.objects.order_by("project__position").values_list("verdict", "amount", "conditions")
    ) == [("changed", Decimal(31_000), ""), ("changed", Decimal(19_000), "Ensin lupa.")]


def test_the_whole_can_be_rejected(coordinator: User, certifier: User) -> None:
    election, projects = published()
    session = before_council(election, actor=coordinator)
    with pytest.raises(Invalid):
        deciding.reject_all(actor=coordinator, session=session, rejects=True, reason=" ")
    deciding.reject_all(actor=coordinator, session=session, rejects=True, reason="Talous.")
    with pytest.raises(errors.Undecided):
        freeing.use_freed(
            actor=coordinator,
            session=session,
            envelope=projects[0].envelope,
            use=FreedUse.NEXT,
            reason="x",
            section=SECTION,
        )
    freeing.use_freed(
        actor=coordinator,
        session=session,
        envelope=projects[0].envelope,
        use=FreedUse.NEXT_CYCLE,
        reason="x",
        section=SECTION,
    )
    deciding.confirm(actor=certifier, session=deciding.hand_in(actor=coordinator, session=session))
    assert states(projects) == [State.DROPPED] * 2 + [State.NOT_FUNDED] * 3
    assert [pot.council for pot in queries.beside(election)] == [0]


def test_after_work_began_a_project_is_only_cancelled_and_says_what_was_spent(
    coordinator: User, certifier: User
) -> None:
    election, projects = published()
    first = projects[0]
    decided(election, {})
    closed_phase(election.cycle, PhaseKind.COUNCIL)
    open_phase(election.cycle, PhaseKind.CARRY_OUT)
    outcome.start(actor=coordinator, proposal=first.proposal)
    first.refresh_from_db()
    session = items.prepare(
        actor=coordinator, election=election, meeting="Valtuusto", held_on=dt.date(2027, 5, 3), section="§ 9"
    )
    told = {"actor": coordinator, "session": session, "reason": "Maaperä.", "section": "§ 9"}

    with pytest.raises(PhaseClosed):
        deciding.enter(project=first, verdict=Verdict.DROPPED, **told)
    with pytest.raises(errors.WorkNotBegun):
        deciding.enter(project=projects[1], verdict=Verdict.CANCELLED, spent=Decimal(1), **told)
    with pytest.raises(Invalid):
        deciding.enter(project=first, verdict=Verdict.CANCELLED, **told)
    deciding.enter(project=first, verdict=Verdict.CANCELLED, spent=Decimal(4_000), **told)
    freeing.use_freed(
        actor=coordinator,
        session=session,
        envelope=first.envelope,
        use=FreedUse.CARRY_OVER,
        reason="x",
        section="§ 9",
    )
    deciding.confirm(actor=certifier, session=deciding.hand_in(actor=coordinator, session=session))

    assert states(projects)[0] == State.CANCELLED
    (beside,) = queries.beside(election)
    assert (beside.rows[0].council, session.freed.get().freed) == (4_000, 26_000)


def test_a_project_whose_work_began_cannot_be_dropped(coordinator: User) -> None:
    election, projects = published()
    decided(election, {})
    outcome.start(actor=coordinator, proposal=projects[0].proposal)
    session = before_council(election, actor=coordinator)
    with pytest.raises(errors.WorkBegan):
        deciding.enter(
            actor=coordinator,
            session=session,
            project=BallotProject.objects.select_related("proposal").get(pk=projects[0].pk),
            verdict=Verdict.DROPPED,
            reason="x",
            section="§ 9",
        )


def test_the_database_holds_two_people_and_what_was_handed_in(coordinator: User, certifier: User) -> None:
    election, projects = published()
    session = before_council(election, actor=coordinator)
    deciding.confirm_others(actor=coordinator, session=session, section=SECTION)

    def refused(act: object) -> bool:
        try:
            with transaction.atomic():
                act()  # type: ignore[operator]
        except Error:
            return True
        return False

    one = CouncilSession.objects.filter(pk=session.pk)
    line = session.lines.get(project=projects[0])
    assert refused(
        lambda: one.update(
            state="confirmed", entered_by=1, confirmed_by=1, confirmed_at=dt.datetime.now(dt.UTC)
        )
    )
    assert refused(
        lambda: CouncilDecision.objects.create(
            project=projects[0], session=session, verdict="confirmed", decided_on=session.held_on
        )
    )
    deciding.hand_in(actor=coordinator, session=session)
    assert refused(lambda: line.delete())
    assert refused(lambda: session.lines.update(section="§ 1"))
    deciding.confirm(actor=certifier, session=session)
    assert refused(lambda: one.update(section="§ 1"))
    assert refused(lambda: one.delete())
    assert refused(lambda: CouncilDecision.objects.all().delete())


def test_sent_back_it_is_corrected_and_handed_in_anew(coordinator: User, certifier: User) -> None:
    election, _projects = published()
    session = before_council(election, actor=coordinator)
    deciding.confirm_others(actor=coordinator, session=session, section=SECTION)
    deciding.hand_in(actor=coordinator, session=session)
    with pytest.raises(errors.HandedIn):
        deciding.confirm_others(actor=coordinator, session=session, section=SECTION)
    back = deciding.send_back(actor=certifier, session=session, reason="Väärä pykälä.")
    assert (back.state, back.sent_back, back.entered_by) == (SessionState.PREPARED, "Väärä pykälä.", None)
    with pytest.raises(errors.NotHandedIn):
        deciding.confirm(actor=certifier, session=session)


@pytest.mark.parametrize("role", [None, *Role])
def test_who_may_enter_and_confirm_and_ask(role: Role | None) -> None:
    election, projects = published()
    session = before_council(election)
    actor = UserFactory() if role is None else official(role)

    def done(verb: object, **told: object) -> bool:
        try:
            with transaction.atomic():
                verb(actor=actor, session=session, **told)  # type: ignore[operator]
        except NotAllowed:
            return False
        except Refusal:
            pass
        return True

    enters = done(deciding.enter, project=projects[0], verdict=Verdict.CONFIRMED, section=SECTION)
    assert (enters, done(deciding.confirm), done(items.ask, text="Miksi?")) == (
        role == Role.COORDINATOR,
        role in (Role.COORDINATOR, Role.CERTIFIER),
        role == Role.COUNCILLOR,
    )


def test_only_a_published_result_comes_before_the_council_once_at_a_time(coordinator: User) -> None:
    envelope = EnvelopeFactory(source=Decimal(50_000))
    election, projects = ballot_of([envelope])
    cast_ballot(election, projects[:1])
    closed_phase(envelope.cycle, PhaseKind.VOTE)
    with pytest.raises(errors.NotCountedYet):
        before_council(election, actor=coordinator)
    count.count_votes(actor=official(Role.VOTE_CLERK), election=election)
    count.publish_result(actor=official(Role.CERTIFIER), election=certified(election))
    before_council(election, actor=coordinator)
    with pytest.raises(errors.ItemOpen):
        before_council(election, actor=coordinator)


def test_councillors_ask_on_the_page_and_read_the_answer_which_all_read_once_decided(
    client: Client, coordinator: User, certifier: User
) -> None:
    election, _projects = published()
    session = before_council(election, actor=coordinator)
    address, councillor = f"/council/{election.cycle.slug}/", Client()
    councillor.force_login(official(Role.COUNCILLOR, display_name="Ulla Valtuutettu"))
    client.cookies["django_language"] = councillor.cookies["django_language"] = "en"

    assert councillor.post(address, {"text": "  "}).status_code == 400
    assert councillor.post(address, {"text": "Mitä tämä maksaa?"}).status_code == 302
    items.answer(actor=coordinator, question=session.questions.get(), text="30 000 euroa.")
    items.add_annex(actor=coordinator, session=session, title="Liite A", content=PDF)
    seen, hidden = councillor.get(address).content.decode(), client.get(address).content.decode()
    annex = session.annexes.get()

    assert "Mitä tämä maksaa?" in seen
    assert "30 000 euroa." in seen
    assert "Ulla Valtuutettu" in seen
    assert "Mitä tämä maksaa?" not in hidden
    assert client.get(f"/council/annexes/{annex.pk}/").status_code == 404
    assert client.post(address, {"text": "x"}).status_code in (302, 403)
    deciding.confirm_others(actor=coordinator, session=session, section=SECTION)
    deciding.confirm(actor=certifier, session=deciding.hand_in(actor=coordinator, session=session))
    assert "Mitä tämä maksaa?" in client.get(address).content.decode()
    assert client.get(f"/council/annexes/{annex.pk}/").content == PDF
    assert client.get("/council/").status_code == 200


def test_a_question_is_tied_to_one_project_by_page_and_interface_alike(
    client: Client, coordinator: User
) -> None:
    election, projects = published()
    session = before_council(election, actor=coordinator)
    other, (stranger, *_rest) = published()
    page, api = f"/council/{election.cycle.slug}/", f"/api/v1/council/{election.cycle.slug}/questions/"
    client.force_login(official(Role.COUNCILLOR))

    shown = client.get(f"{page}?project={projects[1].pk}").content.decode()
    assert f'<option value="{projects[1].pk}" selected>' in shown
    assert f'href="?project={projects[0].pk}#ask"' in shown
    assert client.get(f"{page}?project=٣").status_code == 200
    sent = [
        client.post(page, {"text": "Miksi niin kallis?", "project": projects[1].pk}),
        client.post(api, {"text": "Kuka hoitaa?", "project_id": projects[0].project_id}),
        client.post(api, {"text": "Yleensä?"}),
    ]
    assert [answer.status_code for answer in sent] == [302, 201, 201]
    assert list(session.questions.values_list("text", "project")) == [
        ("Miksi niin kallis?", projects[1].pk),
        ("Kuka hoitaa?", projects[0].pk),
        ("Yleensä?", None),
    ]
    told = client.get(f"/api/v1/council/{election.cycle.slug}/").json()["items"][0]["questions"]
    assert [one["project_id"] for one in told] == [projects[1].project_id, projects[0].project_id, None]

    refused = client.post(page, {"text": "Kirjoitin paljon", "project": stranger.pk})
    assert (refused.status_code, "Kirjoitin paljon" in refused.content.decode()) == (400, True)
    assert client.post(api, {"text": "x", "project_id": "ei ole"}).status_code == 400
    assert (session.questions.count(), other.council_sessions.count()) == (3, 0)


def test_an_annex_is_a_pdf(coordinator: User) -> None:
    session = before_council(published()[0], actor=coordinator)
    with pytest.raises(errors.AnnexRefused):
        items.add_annex(actor=coordinator, session=session, title="x", content=b"<html>")


def test_followers_hear_of_it_when_it_is_confirmed() -> None:
    election, projects = published()
    decided(election, {projects[0]: (Verdict.DROPPED, "Tontti on myyty.")})
    milestones = [project.proposal.track.milestones.get() for project in projects[:2]]
    assert [(one.title_en, one.title_fi, one.text_sv) for one in milestones] == [
        ("The council dropped the project", "Valtuusto hylkäsi hankkeen", "Tontti on myyty."),
        ("The council confirmed the project", "Valtuusto vahvisti hankkeen", ""),
    ]


def test_nothing_of_the_item_is_a_500_for_junk(client: Client, coordinator: User) -> None:
    election, _projects = published()
    client.force_login(coordinator)
    address = f"/desk/council/{election.cycle.slug}/"
    assert client.get(address).status_code == 200
    assert client.get(f"{address}99999999999/").status_code in (404, 409)
    before_council(election, actor=coordinator)
    assert client.get(address).status_code == 200
    assert [client.post(address, {"do": junk}).status_code for junk in ("", "x", "freed:1", "answer:9", "hand_in")] == [
        404, 404, 404, 404, 409,
    ]  # fmt: skip
    assert client.get("/council/ei-ole/").status_code == 404
    assert isinstance(errors.NoItem(), Conflict)
