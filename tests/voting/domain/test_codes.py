"""Codes: drawn without look-alikes, forgiving when typed, useless once replaced, impossible to lock others out with."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commons.accounts.models import Role
from commons.http.errors import Conflict, Invalid, NotAllowed
from tests.factories.accounts import UserFactory, official
from tests.factories.places import AreaFactory
from tests.factories.voting import ElectionFactory, RollEntryFactory, frozen
from voting.domain import codes, letter_code
from voting.domain.errors import MistypedCode, NobodyWithoutCode, TooManyCodes, UsedUpCode, WrongCode
from voting.domain.voters import Voter
from voting.models import CodeBatch, Election, LetterCode

CODE = st.builds(letter_code.draw)


@given(CODE)
def test_a_code_is_read_back_however_it_is_typed(code: str) -> None:
    sloppy = (
        code.lower().replace("0", "o").replace("1", "l").replace("5", "s").replace("8", "b").replace("2", "z")
    )

    assert len(code) == 16
    assert set(code) <= set(letter_code.ALPHABET)
    assert not set(code) & set("OILSBZU")
    for typed in (code, letter_code.grouped(code), f" {sloppy[:5]} {sloppy[5:9]}-{sloppy[9:]}\n"):
        assert letter_code.read(typed) == code


@given(CODE, st.integers(0, 15), st.sampled_from(letter_code.ALPHABET), st.integers(0, 15))
def test_every_single_slip_and_every_swap_is_noticed(code: str, place: int, other: str, second: int) -> None:
    slip = code[:place] + other + code[place + 1 :]
    swapped = list(code)
    swapped[place], swapped[second] = code[second], code[place]

    for wrong in (slip, "".join(swapped)):
        if wrong != code:
            with pytest.raises(MistypedCode):
                letter_code.read(wrong)


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("", "Type the 16 characters"),
        ("AAAA-AAAA-AAAA-AAÄA", "“Ä” is in no code"),
        ("AAAA-AAAA-AAAA-AAA", "You typed 15"),
        ("AAAA-AAAA-AAAA-AAAA", "One character is wrong"),
    ],
)
def test_a_slip_is_explained(typed: str, words: str, settings: pytest.FixtureRequest) -> None:
    settings.LANGUAGE_CODE = "en"  # type: ignore[attr-defined]
    with pytest.raises(MistypedCode) as refusal:
        letter_code.read(typed)

    assert words in str(refusal.value.detail)


@pytest.fixture
def election() -> Election:
    return frozen(ElectionFactory())


@pytest.mark.django_db
def test_a_code_leads_to_its_person_and_is_stored_nowhere(election: Election) -> None:
    entry = RollEntryFactory(election=election)

    made = codes.make_batch(actor=official(Role.VOTE_CLERK), election=election)

    (new,) = made.codes
    assert codes.enter(typed=letter_code.grouped(new.code).lower(), network="a") == Voter(
        entry.pk, election.pk
    )
    assert new.code not in str(list(LetterCode.objects.values()))
    assert made.batch.size == 1


@pytest.mark.django_db
def test_a_batch_is_for_those_without_a_code_in_the_area(election: Election) -> None:
    town = AreaFactory()
    district = AreaFactory(parent=town)
    clerk = official(Role.VOTE_CLERK)
    inside = RollEntryFactory(election=election, area=district)
    outside = RollEntryFactory(election=election, area=AreaFactory())

    first = codes.make_batch(actor=clerk, election=election, area=town)
    second = codes.make_batch(actor=clerk, election=election)

    assert [new.entry_id for new in first.codes] == [inside.pk]
    assert [new.entry_id for new in second.codes] == [outside.pk]
    with pytest.raises(NobodyWithoutCode):
        codes.make_batch(actor=clerk, election=election)


@pytest.mark.django_db
def test_a_replaced_code_says_so_and_the_new_one_works(election: Election) -> None:
    entry = RollEntryFactory(election=election)
    clerk = official(Role.VOTE_CLERK)
    (old,) = codes.make_batch(actor=clerk, election=election).codes

    (new,) = codes.replace(actor=clerk, entry=entry).codes

    with pytest.raises(UsedUpCode):
        codes.enter(typed=old.code, network="a")
    assert codes.enter(typed=new.code, network="a").entry_id == entry.pk


@pytest.mark.django_db
def test_a_revoked_batch_stops_all_its_codes_and_keeps_the_reason(election: Election) -> None:
    RollEntryFactory.create_batch(3, election=election)
    clerk = official(Role.VOTE_CLERK)
    made = codes.make_batch(actor=clerk, election=election)

    with pytest.raises(Invalid):
        codes.revoke_batch(actor=clerk, batch=made.batch, reason=" ")
    assert codes.revoke_batch(actor=clerk, batch=made.batch, reason="Letters lost in the post.") == 3

    for new in made.codes:
        with pytest.raises(UsedUpCode):
            codes.enter(typed=new.code, network="a")
    assert CodeBatch.objects.get().revoked_reason == "Letters lost in the post."
    with pytest.raises(Conflict):
        codes.revoke_batch(actor=clerk, batch=made.batch, reason="Again.")


@pytest.mark.django_db
def test_a_code_is_known_before_the_vote_opens_but_not_in_another_election(election: Election) -> None:
    early = ElectionFactory()
    RollEntryFactory(election=early)
    (new,) = codes.make_batch(actor=official(Role.VOTE_CLERK), election=early).codes

    with pytest.raises(WrongCode):
        codes.enter(typed=new.code, network="a", election=election)
    assert codes.enter(typed=new.code, network="a").election_id == early.pk


@pytest.mark.django_db
def test_wrong_codes_are_slowed_down_by_network_but_a_right_code_always_works(election: Election) -> None:
    entry = RollEntryFactory(election=election)
    (mine,) = codes.make_batch(actor=official(Role.VOTE_CLERK), election=election).codes

    for _try in range(codes.PER_NETWORK[0]):
        with pytest.raises(WrongCode):
            codes.enter(typed=letter_code.draw(), network="library")
    with pytest.raises(TooManyCodes):
        codes.enter(typed=letter_code.draw(), network="library")

    assert codes.enter(typed=mine.code, network="library").entry_id == entry.pk
    with pytest.raises(WrongCode):
        codes.enter(typed=letter_code.draw(), network="home")


@pytest.mark.django_db
def test_tries_near_one_code_are_slowed_down_from_wherever_they_come(election: Election) -> None:
    RollEntryFactory(election=election)
    stem = letter_code.draw()[:8]

    def attempt(number: int) -> None:
        while True:
            typed = stem + letter_code.draw()[8:15]
            code = next(c for c in letter_code.ALPHABET if letter_code._check(typed) == c)
            codes.enter(typed=typed + code, network=str(number))

    for number in range(codes.PER_PREFIX[0]):
        with pytest.raises(WrongCode):
            attempt(number)
    with pytest.raises(TooManyCodes):
        attempt(99)


@pytest.mark.django_db
def test_only_the_vote_clerk_makes_codes(election: Election) -> None:
    entry = RollEntryFactory(election=election)
    made = codes.make_batch(actor=official(Role.VOTE_CLERK), election=election)

    for actor in (UserFactory(), *(official(role) for role in Role if role != Role.VOTE_CLERK)):
        with pytest.raises(NotAllowed):
            codes.make_batch(actor=actor, election=election)
        with pytest.raises(NotAllowed):
            codes.replace(actor=actor, entry=entry)
        with pytest.raises(NotAllowed):
            codes.revoke_batch(actor=actor, batch=made.batch, reason="No.")
