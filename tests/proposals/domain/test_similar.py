"""Similar proposals while writing, and the search of the list."""

import pytest

from commons.accounts.permissions import Actor
from proposals.domain.filters import matching
from proposals.domain.similar import similar
from proposals.models import Proposal, State
from tests.factories.process import CycleFactory
from tests.factories.proposals import DraftFactory, ProposalFactory
from tests.proposals.conftest import Town

pytestmark = pytest.mark.django_db

NOISE = (
    "Penkkejä rantaan",
    "Valaistusta Harjulan portaisiin",
    "Koirapuisto Rantalaan",
    "Uimapaikan kunnostus",
    "Kirjaston lukupiha",
    "Suojatie koulun eteen",
    "Hedelmäpuita puistoon",
    "Frisbeegolfrata metsään",
)


@pytest.fixture
def cycle_paths(town: Town) -> Proposal:
    for title in NOISE:
        ProposalFactory(cycle=town.cycle, title=title, what="Kuvaus.", why="Syy.")
    made: Proposal = ProposalFactory(
        cycle=town.cycle, title="Pyöräteitä Harjulaan", what="Lisää reittejä.", why="Turvaksi."
    )
    return made


@pytest.mark.parametrize(
    "text", ["pyörätie", "Uusi pyörätie keskustaan", "pyörtäie", "pyöräteitä", "pyorateita"]
)
def test_other_forms_and_typing_errors_find_it(
    town: Town, cycle_paths: Proposal, anonymous: Actor, text: str
) -> None:
    found = similar(actor=anonymous, cycle=town.cycle, text=text)
    assert found[0].proposal == cycle_paths


@pytest.mark.parametrize("title", ["Uusi pyörätie", "Pyörätie satamaan"])
@pytest.mark.parametrize("text", ["pyöräteitä", "pyörtäie"])
def test_the_base_form_is_found_by_others(town: Town, anonymous: Actor, title: str, text: str) -> None:
    for noise in NOISE:
        ProposalFactory(cycle=town.cycle, title=noise)
    wanted = ProposalFactory(cycle=town.cycle, title=title)
    assert similar(actor=anonymous, cycle=town.cycle, text=text)[0].proposal == wanted


@pytest.mark.parametrize(
    "text", ["Lentokenttä", "xx", "", "\x00", "'; DROP TABLE", "!!! & | <-> :*", "a" * 5000]
)
def test_nothing_alike_finds_nothing_and_nothing_breaks(
    town: Town, cycle_paths: Proposal, anonymous: Actor, text: str
) -> None:
    assert similar(actor=anonymous, cycle=town.cycle, text=text) == []


def test_only_what_is_public_in_the_same_year_is_shown(town: Town, anonymous: Actor) -> None:
    DraftFactory(cycle=town.cycle, title="Pyörätie")
    ProposalFactory(cycle=town.cycle, title="Pyörätie", state=State.WITHDRAWN)
    ProposalFactory(title="Pyörätie")
    own = ProposalFactory(cycle=town.cycle, title="Pyörätie")
    assert similar(actor=anonymous, cycle=town.cycle, text="Pyörätie", without=own) == []
    hidden = ProposalFactory(cycle=CycleFactory(is_published=False), title="Pyörätie")
    assert similar(actor=anonymous, cycle=hidden.cycle, text="Pyörätie") == []


@pytest.mark.parametrize(
    "words",
    [
        "pyörätie",
        "pyöräteitä",
        "PYÖRÄTEIDEN",
        "pyörä",
        "pyörtäie",
        "harjula pyörä",
        "reitti lisää",
        "pyorateita",
    ],
)
def test_the_list_finds_other_forms_beginnings_and_typing_errors(
    town: Town, cycle_paths: Proposal, words: str
) -> None:
    assert cycle_paths in matching(Proposal.objects.all(), words)


@pytest.mark.parametrize("words", ["  ", "", "\t"])
def test_no_words_leave_everything(town: Town, cycle_paths: Proposal, words: str) -> None:
    assert matching(Proposal.objects.all(), words).count() == 9


@pytest.mark.parametrize(
    "words", ['"penkki', "penkki -rantaan -penkkejä", "':*", "\\", "%", "a & b | !c", "ja on"]
)
def test_signs_of_any_kind_are_only_words(town: Town, cycle_paths: Proposal, words: str) -> None:
    assert cycle_paths not in matching(Proposal.objects.all(), words)
