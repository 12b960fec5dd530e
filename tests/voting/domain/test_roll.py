"""The roll is taken in whole or not at all, and says of every bad line where and why."""

import pytest
from django.contrib.auth.models import AnonymousUser

from commons.accounts.models import Role
from commons.http.errors import NotAllowed, SignInNeeded
from tests.factories.accounts import UserFactory, official
from tests.factories.places import AreaFactory
from tests.factories.process import CycleFactory
from tests.factories.voting import ElectionFactory
from voting.domain import roll
from voting.domain.errors import RollRefused
from voting.models import Election, RollEntry

pytestmark = pytest.mark.django_db


@pytest.fixture
def election() -> Election:
    town = AreaFactory(slug="kuvala", name_fi="Kuvala")
    AreaFactory(slug="harjula", name_fi="Harjula", name_sv="Åsen", parent=town)
    north, south = AreaFactory(slug="pohjoinen", parent=town), AreaFactory(slug="etela", parent=town)
    AreaFactory(slug="keskus", name_fi="Pohjoiskeskus", name_sv="", name_en="", parent=north)
    AreaFactory(slug="keskus", name_fi="Eteläkeskus", name_sv="", name_en="", parent=south)
    return ElectionFactory(cycle=CycleFactory(area=town))


@pytest.fixture
def clerk(election: Election) -> object:
    return official(Role.VOTE_CLERK)


def take_in(clerk: object, election: Election, text: str) -> roll.RollReport:
    return roll.take_in(actor=clerk, election=election, data=text.encode())  # type: ignore[arg-type]


def test_people_are_taken_in_without_their_ids(election: Election, clerk: object) -> None:
    report = take_in(
        clerk,
        election,
        "person_id;birth_year;area\n010190-123N;1990;harjula\n020280-456P;1980;Åsen\nx;1970;kuvala/pohjoinen/keskus\n",
    )

    assert (report.lines, report.added, report.problems) == (3, 3, [])
    rows = RollEntry.objects.order_by("-birth_year").values_list(
        "birth_year", "area__path", "voted_at", "channel"
    )
    assert list(rows) == [
        (1990, "kuvala/harjula/", None, ""),
        (1980, "kuvala/harjula/", None, ""),
        (1970, "kuvala/pohjoinen/keskus/", None, ""),
    ]
    stored = str(list(RollEntry.objects.values()))
    assert "010190" not in stored
    assert len(set(RollEntry.objects.values_list("person_hash", flat=True))) == 3


def test_the_same_file_twice_changes_nothing_and_a_move_is_followed(
    election: Election, clerk: object
) -> None:
    take_in(clerk, election, "person_id,birth_year,area\nA1,1990,harjula\nA2,1980,harjula\n")

    again = take_in(
        clerk, election, "birth_year,area,person_id\n1990,harjula, a1 \n1980,pohjoinen,A2\n1970,harjula,A3\n"
    )

    assert (again.added, again.changed, again.unchanged) == (1, 1, 1)
    assert list(RollEntry.objects.order_by("pk").values_list("area__slug", flat=True)) == [
        "harjula",
        "pohjoinen",
        "harjula",
    ]


def test_every_bad_line_is_named_and_nothing_is_taken_in(
    election: Election, clerk: object, settings: pytest.FixtureRequest
) -> None:
    settings.LANGUAGE_CODE = "en"  # type: ignore[attr-defined]
    bad = "\n".join(  # noqa: FLY002 (one line a row)
        [
            "person_id;birth_year;area",
            "ok;1990;harjula",
            ";1990;harjula",
            "b;19x0;harjula",
            "c;1850;harjula",
            "d;1990;tampere",
            "e;1990;keskus",
            "f;1990",
            "OK;1991;harjula",
            "g;;harjula",
            "h;1990;",
        ]
    )

    with pytest.raises(RollRefused) as refusal:
        take_in(clerk, election, bad)

    report = refusal.value.report
    assert [str(problem) for problem in report.errors] == [
        "line 3, person_id: it is empty",
        "line 4, birth_year: 19x0 is no year of birth",
        "line 5, birth_year: 1850 is no year of birth",
        "line 6, area: tampere is no area of this town",
        "line 7, area: keskus can be any of kuvala/etela/keskus/, kuvala/pohjoinen/keskus/; write the path",
        "line 8: there are 2 cells where the header has 3",
        "line 9, person_id: the same person is in line 2 already",
        "line 11, area: it is empty",
    ]
    assert [str(problem) for problem in report.warnings] == [
        "line 10, birth_year: it is empty; taken in without age"
    ]
    assert not RollEntry.objects.exists()


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "line 1: the header has no column person_id, birth_year, area"),
        (b"person_id;area\nA;harjula\n", "line 1: the header has no column birth_year"),
        (b"person_id;birth_year;area\n", "line 1: there are no people in the file"),
        (
            "person_id;birth_year;area\nA;1990;Åsen\n".encode("latin-1"),
            "line 2: the text is not UTF-8; save the file as “CSV UTF-8”",
        ),
        (b"PK\x03\x04\x00\x00", "line 1: this is not a text file"),
        (
            b'person_id;birth_year;area\n"A;1990;harjula\n',
            "line 2: the line cannot be read: a quotation mark is open",
        ),
    ],
)
def test_a_file_of_the_wrong_form_is_refused(
    election: Election, clerk: object, data: bytes, reason: str, settings: pytest.FixtureRequest
) -> None:
    settings.LANGUAGE_CODE = "en"  # type: ignore[attr-defined]
    with pytest.raises(RollRefused) as refusal:
        roll.take_in(actor=clerk, election=election, data=data)  # type: ignore[arg-type]

    assert [str(problem) for problem in refusal.value.report.errors] == [reason]


def test_missing_years_are_taken_in_with_a_warning(election: Election, clerk: object) -> None:
    report = take_in(clerk, election, "\ufeffperson_id\tbirth_year\tarea\r\nA\t\tharjula\r\n\r\n")

    assert (report.added, len(report.warnings)) == (1, 1)
    assert RollEntry.objects.get().birth_year is None


def test_the_preview_says_what_would_happen_and_changes_nothing(election: Election, clerk: object) -> None:
    report = roll.check(  # type: ignore[arg-type]
        actor=clerk, election=election, data=b"person_id;birth_year;area\nA;1990;harjula\nB;x;harjula\n"
    )

    assert (report.lines, report.added, len(report.errors)) == (2, 1, 1)
    assert not RollEntry.objects.exists()


def test_only_clerk_and_coordinator_may_touch_the_roll(election: Election) -> None:
    data = b"person_id;birth_year;area\nA;1990;harjula\n"
    allowed = {Role.VOTE_CLERK, Role.COORDINATOR}

    for role in Role:
        actor = official(role)
        for verb in (roll.check, roll.take_in):
            if role in allowed:
                verb(actor=actor, election=election, data=data)
            else:
                with pytest.raises(NotAllowed):
                    verb(actor=actor, election=election, data=data)
    for nobody, error in ((AnonymousUser(), SignInNeeded), (UserFactory(), NotAllowed)):
        with pytest.raises(error):
            roll.take_in(actor=nobody, election=election, data=data)
    elsewhere = official(Role.VOTE_CLERK, area=AreaFactory(slug="muu"))
    with pytest.raises(NotAllowed):
        roll.take_in(actor=elsewhere, election=election, data=data)
