"""Freed money: next on the list, carried into a pot or the next year, taken back by a new decision; to the cent."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import pytest
from django.db import Error, transaction
from django.test import Client
from django.utils.translation import override
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from commons.accounts.models import Role, User
from commons.http.errors import Invalid, NotAllowed
from commons.process.domain import money as year_money
from commons.process.domain import years
from commons.process.domain.errors import MoneyCarriedHere
from commons.process.domain.money import Source
from commons.process.models import Cycle, Envelope, FundingSource, PhaseKind
from tests.factories.accounts import official
from tests.factories.council import SECTION, before_council
from tests.factories.process import EnvelopeFactory, closed_phase, open_phase
from tests.factories.voting import ElectionFactory, ballot_of, cast_ballot, made_public
from voting.domain import count
from voting.domain.council import accounts, carrying, deciding, errors, freeing, money
from voting.domain.readiness import Level, checks
from voting.models import BallotProject, CarriedMoney, CouncilSession, Election, FreedUse, Verdict
from voting.pages.desk_steps import place_of

pytestmark = pytest.mark.django_db
DATA = [
    f"council-{name}" for name in ("sessions", "decisions", "envelopes", "freed", "transfers", "questions")
]
NAMES = {"fi": "Kuvala", "sv": "Kuvala", "en": "Kuvala"}


@pytest.fixture
def coordinator() -> User:
    return official(Role.COORDINATOR)


@pytest.fixture
def certifier() -> User:
    return official(Role.CERTIFIER)


def published(left: int = 0) -> tuple[Election, list[BallotProject]]:
    """50 000 € and `left`: 30 000 (3 votes, funded), 20 000 (2, funded), 25 000 (2, not), 5 000 (1)."""
    envelope = EnvelopeFactory(source=Decimal(50_000 + left), slug="pot")
    election, projects = ballot_of([envelope], (30_000, 20_000, 25_000, 5_000))
    for chosen in ((0, 1, 2), (0, 1, 2), (0, 3)):
        cast_ballot(election, [projects[place] for place in chosen])
    closed_phase(envelope.cycle, PhaseKind.VOTE)
    count.count_votes(actor=official(Role.VOTE_CLERK), election=election)
    made_public(election)
    return election, projects


def dropped(election: Election, actor: User, project: BallotProject) -> CouncilSession:
    session = before_council(election, actor=actor)
    deciding.enter(
        actor=actor, session=session, project=project, verdict=Verdict.DROPPED, reason="Myyty.", section="§ 3"
    )
    deciding.confirm_others(actor=actor, session=session, section=SECTION)
    return session


def used(session: CouncilSession, actor: User, certifier: User, use: FreedUse, **more: Any) -> CouncilSession:
    envelope = session.election.cycle.envelopes.get(slug="pot")
    told = {"reason": "Näin.", "section": "§ 4", **more}
    freeing.use_freed(actor=actor, session=session, envelope=envelope, use=use, **told)
    return deciding.confirm(actor=certifier, session=deciding.hand_in(actor=actor, session=session))


def account(election: Election) -> dict[str, Decimal]:
    (one,) = accounts.accounts(election)
    names = ("budget", "received", "projects", "used", "carried", "aside", "undecided")
    found = {name: getattr(one, name) for name in names}
    parts = sum((found[name] for name in names[2:]), Decimal(0))
    assert found["budget"] + found["received"] == parts
    return {name: value for name, value in found.items() if value}


def copied(election: Election, actor: User) -> Cycle:
    return years.create(
        actor=actor,
        area=election.cycle.area,
        year=election.cycle.year + 1,
        name=NAMES,
        copied_from=election.cycle,
    )


def sources(cycle: Cycle) -> list[tuple[str, Decimal, bool]]:
    with override("en"):
        return [
            (str(one), one.amount, one.carried_from is not None)
            for one in FundingSource.objects.filter(envelope__cycle=cycle)
        ]


OWN = ("The city's participation budget", Decimal(50_000), False)
CARRIED = ("Carried from 2026: Pot (en)", Decimal(20_000), True)


def test_the_next_year_has_the_money_as_soon_as_it_is_made_and_hands_none_of_it_on_twice(
    coordinator: User, certifier: User
) -> None:
    election, projects = published()
    used(dropped(election, coordinator, projects[1]), coordinator, certifier, FreedUse.NEXT_CYCLE)
    assert account(election) == {"budget": 50_000, "projects": 30_000, "carried": 20_000}
    assert CarriedMoney.objects.get().target is None

    following = copied(election, coordinator)
    assert sources(following) == [OWN, CARRIED]
    assert account(election) == {"budget": 50_000, "projects": 30_000, "carried": 20_000}
    later = years.create(actor=coordinator, area=following.area, year=2028, name=NAMES, copied_from=following)
    assert sources(later) == [OWN]


def test_a_year_that_exists_gets_it_at_once_and_one_without_the_pot_when_it_is_added(
    coordinator: User, certifier: User
) -> None:
    election, projects = published()
    following = years.create(actor=coordinator, area=election.cycle.area, year=2027, name=NAMES)
    used(dropped(election, coordinator, projects[1]), coordinator, certifier, FreedUse.NEXT_CYCLE)
    assert sources(following) == []
    year_money.save_envelope(
        actor=coordinator, cycle=following, name={"fi": "Pot"}, area=election.cycle.area,
        sources=[Source({"en": "Ours"}, Decimal(7))],
    )  # fmt: skip
    assert sources(following) == [("Ours", Decimal(7), False), CARRIED]


def test_what_was_carried_into_a_pot_is_neither_rewritten_nor_removed_with_it(
    coordinator: User, certifier: User
) -> None:
    election, projects = published()
    following = copied(election, coordinator)
    used(dropped(election, coordinator, projects[1]), coordinator, certifier, FreedUse.NEXT_CYCLE)
    pot = following.envelopes.get()
    year_money.save_envelope(
        actor=coordinator, cycle=following, name={"fi": "Potti"}, sources=[], envelope=pot
    )
    assert sources(following) == [CARRIED]
    with pytest.raises(MoneyCarriedHere):
        year_money.remove_envelope(actor=coordinator, envelope=pot)
    for act in (
        lambda: FundingSource.objects.filter(envelope=pot).update(amount=1),
        lambda: CarriedMoney.objects.update(amount=1),
        lambda: CarriedMoney.objects.all().delete(),
        lambda: CarriedMoney.objects.update(target=election.cycle.envelopes.get(), source=None),
    ):
        with pytest.raises(Error), transaction.atomic():
            act()


def test_the_list_before_opening_warns_of_money_that_still_waits_for_a_pot_of_that_year(
    client: Client, coordinator: User, certifier: User
) -> None:
    def point(vote: Election) -> tuple[Level, str, str]:
        with override("en"):
            found = next(check for check in checks(vote) if check.code == "carried")
            return found.level, str(found.text), place_of(found, vote.cycle.slug)

    election, projects = published()
    following, later = (
        years.create(actor=coordinator, area=election.cycle.area, year=year, name=NAMES)
        for year in (2027, 2028)
    )
    vote, after = ElectionFactory(cycle=following), ElectionFactory(cycle=later)
    good = (Level.OK, "No money of earlier years waits for a pot.", "")
    assert (point(vote), point(after)) == (good, good)

    used(dropped(election, coordinator, projects[1]), coordinator, certifier, FreedUse.NEXT_CYCLE)
    told = f"Money of earlier years lies in no pot yet: 20\xa0000\xa0€, from Pot (en) ({election.cycle.name_en}). "
    waiting = f"/desk/council/{election.cycle.slug}/waiting/"
    assert point(vote) == (Level.WARNING, told + "Nobody can vote on it.", waiting)
    assert point(after) == good
    client.force_login(coordinator)
    assert f'href="{waiting}"' in client.get(f"/desk/votes/{following.slug}/open/").content.decode()

    pot = EnvelopeFactory(cycle=following, slug="muu", area=None)
    carrying.place(actor=coordinator, carried=CarriedMoney.objects.get(), envelope=pot)
    assert (point(vote), point(after)) == (good, good)


def test_the_next_on_the_list_leave_a_rest_that_is_decided_on_too(coordinator: User, certifier: User) -> None:
    election, projects = published()
    session = dropped(election, coordinator, projects[1])
    used(session, coordinator, certifier, FreedUse.NEXT, rest=FreedUse.NEXT_CYCLE)
    assert account(election) == {"budget": 50_000, "projects": 30_000, "used": 5_000, "carried": 15_000}
    assert (session.freed.get().freed, session.freed.get().carried) == (20_000, 15_000)


def test_what_is_set_aside_is_not_spent_and_a_later_item_decides_anew(
    coordinator: User, certifier: User
) -> None:
    election, projects = published(left=1_000)
    used(dropped(election, coordinator, projects[1]), coordinator, certifier, FreedUse.CARRY_OVER)
    assert account(election) == {
        "budget": 51_000, "projects": 30_000, "aside": 20_000, "undecided": 1_000,
    }  # fmt: skip
    again = before_council(election, actor=coordinator)
    (pot,) = money.freed_pots(again)
    assert (pot.freed, pot.unused, pot.chosen) == (0, 1_000, ())
    used(again, coordinator, certifier, FreedUse.NEXT_CYCLE, anew=True, with_unused=True)
    assert account(election) == {"budget": 51_000, "projects": 30_000, "carried": 21_000}
    assert [(one.amount, one.taken_back is not None) for one in CarriedMoney.objects.order_by("pk")] == [
        (20_000, True),
        (21_000, False),
    ]


def test_money_is_taken_back_from_the_next_year_until_its_vote_opens(
    coordinator: User, certifier: User
) -> None:
    election, projects = published()
    following = copied(election, coordinator)
    used(dropped(election, coordinator, projects[1]), coordinator, certifier, FreedUse.NEXT_CYCLE)
    again = before_council(election, actor=coordinator)
    used(again, coordinator, certifier, FreedUse.CARRY_OVER, anew=True)
    assert sources(following) == [OWN]
    third = before_council(election, actor=coordinator)
    used(third, coordinator, certifier, FreedUse.NEXT_CYCLE, anew=True)
    assert sources(following) == [OWN, CARRIED]

    following.phases.filter(kind=PhaseKind.VOTE).delete()
    open_phase(following, PhaseKind.VOTE)
    last = before_council(election, actor=coordinator)
    with pytest.raises(errors.MoneyIsVotedOn) as refused:
        used(last, coordinator, certifier, FreedUse.CARRY_OVER, anew=True)
    with override("en"):
        assert "has opened with this money in “Pot" in str(refused.value.detail)
    assert sources(following) == [OWN, CARRIED]


def test_another_pot_of_the_year_receives_it_and_keeps_what_it_has_given_out(
    coordinator: User, certifier: User
) -> None:
    election, projects = published()
    other = EnvelopeFactory(cycle=EnvelopeFactory(slug="far").cycle, slug="farther")
    session = dropped(election, coordinator, projects[1])
    envelope = election.cycle.envelopes.get(slug="pot")
    with pytest.raises(Invalid):
        freeing.use_freed(
            actor=coordinator, session=session, envelope=envelope, use=FreedUse.CARRY_OVER, reason="x",
            section="1", to=other,
        )  # fmt: skip
    following = copied(election, coordinator)
    used(session, coordinator, certifier, FreedUse.CARRY_OVER, to=following.envelopes.get())
    assert sources(following) == [OWN, CARRIED]


def test_rejecting_the_whole_frees_all_and_what_was_left_with_it(coordinator: User, certifier: User) -> None:
    election, _projects = published(left=1_000)
    session = before_council(election, actor=coordinator)
    deciding.reject_all(actor=coordinator, session=session, rejects=True, reason="Talous.")
    used(session, coordinator, certifier, FreedUse.NEXT_CYCLE, with_unused=True)
    assert account(election) == {"budget": 51_000, "carried": 51_000}


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(
        st.tuples(
            st.sampled_from(FreedUse), st.sampled_from((None, FreedUse.CARRY_OVER, FreedUse.NEXT_CYCLE)),
            st.booleans(), st.booleans(), st.integers(0, 3),
        ),
        min_size=1,
        max_size=4,
    )
)  # fmt: skip
def test_no_cent_vanishes_whatever_is_decided_in_whatever_order(
    coordinator: User, certifier: User, deeds: list[tuple[FreedUse, FreedUse | None, bool, bool, int]]
) -> None:
    with transaction.atomic():
        election, projects = published(left=1_000)
        following = copied(election, coordinator)
        for use, rest, with_unused, anew, place in deeds:
            try:
                with transaction.atomic():
                    session = before_council(election, actor=coordinator)
                    _drop_if_possible(session, coordinator, projects[place])
                    used(session, coordinator, certifier, use, rest=rest, with_unused=with_unused, anew=anew)
            except (errors.Undecided, errors.NotFundedByCount):
                pass
            told = account(election)
            assert told.get("undecided", Decimal(0)) >= 0
            arrived = sum(
                (amount for _name, amount, is_carried in sources(following) if is_carried), Decimal(0)
            )
            assert arrived == told.get("carried", Decimal(0))
        transaction.set_rollback(True)


def _drop_if_possible(session: CouncilSession, actor: User, project: BallotProject) -> None:
    deciding.confirm_others(actor=actor, session=session, section=SECTION)
    deciding.enter(
        actor=actor, session=session, project=project, verdict=Verdict.DROPPED, reason="x", section="§ 3"
    )


def _told(**more: Any) -> Mapping[str, Any]:
    return {"reason": "Näin.", "section": "§ 4", **more}


def test_by_interface_and_page_it_is_entered_placed_and_told(
    client: Client, coordinator: User, certifier: User, django_assert_max_num_queries: Any
) -> None:
    election, projects = published()
    dropped(election, coordinator, projects[1])
    slug = election.cycle.slug
    api, page = f"/api/v1/council/{slug}", f"/desk/council/{slug}/"
    client.cookies["django_language"] = "en"
    client.force_login(coordinator)
    put = {"content_type": "application/json"}
    assert client.put(f"{api}/money/pot/", _told(use="carry_over", to=2**40), **put).status_code == 404
    assert client.put(f"{api}/money/pot/", _told(use="next", rest="next"), **put).status_code == 400
    assert client.put(f"{api}/money/pot/", _told(use="next", rest="next_cycle"), **put).status_code == 200
    pot = election.cycle.envelopes.get()
    assert client.post(page, {"do": f"freed:{pot.pk}", "use": "next_cycle", "to": "x"}).status_code == 400
    sent = {"do": f"freed:{pot.pk}", "use": "next_cycle", "reason": "Näin.", "section": "§ 4"}
    assert client.post(page, sent).status_code == 302
    session = CouncilSession.objects.get()
    deciding.confirm(actor=certifier, session=deciding.hand_in(actor=coordinator, session=session))

    (told,) = client.get(f"{api}/").json()["accounts"]
    (move,) = told["moves"]
    assert (told["carried"], told["undecided"], move["pot"]) == (20_000, 0, None)
    following = years.create(actor=coordinator, area=election.cycle.area, year=2027, name=NAMES)
    there = EnvelopeFactory(cycle=following, slug="muu", area=None)
    assert client.post(f"{page}waiting/", {}).status_code == 400
    with pytest.raises(NotAllowed):
        carrying.place(actor=certifier, carried=CarriedMoney.objects.get(), envelope=there)
    assert client.put(f"/api/v1/council/waiting/{move['id']}/", {"to": pot.pk}, **put).status_code == 400
    assert "20" in client.get(f"{page}waiting/").content.decode()
    placed = client.post(f"{page}waiting/", {"carried": move["id"], "envelope": there.pk})
    assert (placed.status_code, sources(following)) == (302, [OWN, CARRIED])
    assert client.put(f"/api/v1/council/waiting/{move['id']}/", {"to": there.pk}, **put).status_code == 409
    Cycle.objects.filter(pk=following.pk).update(is_published=True)

    client.logout()
    client.cookies["django_language"] = "en"
    with django_assert_max_num_queries(40):
        council = client.get(f"/council/{slug}/").content.decode()
    assert "Where the money is" in council
    assert [one for one in DATA if f'href="/data/{one}/"' not in council] == []
    assert "What became of the freed money" in client.get(f"/results/{slug}/").content.decode()
    year = client.get(f"/years/{following.slug}/").content.decode()
    assert f'<a href="/years/{slug}/#money">Carried from 2026: Pot (en)</a>' in year
    assert Envelope.objects.get(pk=there.pk).amount == 70_000
