"""Every act of an official in a vote is on record; a voter's is not, and waits for nobody's."""

import ast
import threading
from pathlib import Path

import pgtrigger
import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db import connection, transaction

import voting
from commons.accounts.models import Role, User
from commons.audit.models import Book, Link
from commons.process.models import Phase, PhaseKind
from tests.commons.audit.test_chain import tamper
from tests.factories.accounts import official
from tests.factories.process import closed_phase, coming_phase
from tests.voting.desk.making import csv, signed_in, vote_in, year
from tests.voting.polling import Polling
from voting.domain import acts, codes, count, elections, roll
from voting.domain.desk_votes import Stage
from voting.domain.elections import BallotRules
from voting.models import Election

VOTERS = {
    "Ballot",
    "BallotChoice",
    "BallotDraft",
    "ImportedVoter",
}
"""Tables that hold what voters did. Nothing of theirs belongs on the officials' record."""
OF_THE_MOMENT = {
    "StoredReport",
    "ReportFile",
    "ReportMaking",
    "CountRun",
    "NetworkHour",
    "RollFile",
    "Simulation",
}
"""How far a job is, a file between checking and taking in, what would have been under other rules, and what the
server counted by itself until the box is sealed: what comes of them is on record."""


def test_every_table_of_the_vote_is_on_record_or_known_not_to_be() -> None:
    there = [
        model
        for model in apps.get_app_config("voting").get_models(include_auto_created=True)
        if not model._meta.proxy and not model.__name__.endswith("Event")
    ]
    triggers: dict[type, set[str]] = {}
    for model, trigger in pgtrigger.registered():
        triggers.setdefault(model, set()).add(trigger.name)
    acts_of = {"act_insert", "act_update", "act_delete"}
    on_record = {model.__name__ for model in there if acts_of <= triggers.get(model, set())}

    assert {model.__name__ for model in there} - on_record == VOTERS | OF_THE_MOMENT


DELEGATES = {
    "counting_runs.begin": "count_votes or the job, which calls it",
    "elections.move": "put_in_order",
    "letters.print_batch": "codes.make_batch",
    "letters.print_replacement": "codes.replace",
    "roll_requests.decide_many": "decide",
    "roll_files.begin": "take_in or the job, which calls it",
    "roll_files.look_at": "writes only a file of the moment",
}


def _verbs() -> dict[str, str]:
    """Source of each verb of an official that may write, by "module.function"."""
    found = {}
    domain = Path(voting.__file__).parent / "domain"
    for path in sorted(domain.rglob("*.py")):
        text = path.read_text("utf-8")
        for node in ast.walk(ast.parse(text)):
            if not isinstance(node, ast.FunctionDef) or node.name.startswith("_"):
                continue
            actor = next((a for a in node.args.kwonlyargs if a.arg == "actor"), None)
            kind = ast.unparse(actor.annotation) if actor is not None and actor.annotation else ""
            atomic = any("transaction.atomic" in ast.unparse(one) for one in node.decorator_list)
            if atomic and kind != "Voter":
                name = ".".join([*path.relative_to(domain).with_suffix("").parts, node.name])
                found[name] = ast.unparse(node)
    return found


def test_every_verb_of_an_official_says_its_name_for_the_record() -> None:
    found = _verbs()

    silent = {name for name, source in found.items() if "verb(" not in source}

    assert len(found) > 15
    assert silent == set(DELEGATES)


def _told(election: Election) -> list[tuple[str, int | None, str, str]]:
    """Verb, actor, table and operation of every link, in the book's order."""
    connection.check_constraints()
    rows = Link.objects.filter(book=acts.book_of(election)).order_by("number")
    return list(rows.values_list("verb", "actor", "thing", "operation"))


@pytest.fixture
def people(db: None) -> dict[str, User]:
    return {role: official(role) for role in (Role.COORDINATOR, Role.VOTE_CLERK, Role.CERTIFIER)}


def test_the_whole_preparation_is_on_record_with_who_and_what(people: dict[str, User]) -> None:
    cycle = year()
    boss, clerk = people[Role.COORDINATOR], people[Role.VOTE_CLERK]

    election = elections.set_up(actor=boss, cycle=cycle, ballot_rules=BallotRules())
    rows = elections.fill_ballot(actor=boss, election=election)
    elections.move(actor=boss, project=rows[0], by=1)
    roll.take_in(actor=clerk, election=election, data=csv(cycle).read())
    made = codes.make_batch(actor=clerk, election=election)
    codes.revoke_batch(actor=clerk, batch=made.batch, reason="Hukkui matkalla")
    codes.make_batch(actor=clerk, election=election)
    elections.open_vote(actor=boss, election=election)
    Phase.objects.filter(cycle=cycle, kind=PhaseKind.VOTE).update(closes_at="2050-01-01T00:00Z")

    told = _told(election)
    assert [(verb, thing, done) for verb, _actor, thing, done in told[:-1]] == [
        ("voting.set_up", "voting_election", "INSERT"),
        ("voting.fill_ballot", "voting_ballotproject", "INSERT"),
        ("voting.put_in_order", "voting_ballotproject", "UPDATE"),
        ("voting.take_in_roll", "voting_rollentry", "INSERT"),
        ("voting.make_letters", "voting_codebatch", "INSERT"),
        ("voting.make_letters", "voting_lettercode", "INSERT"),
        ("voting.revoke_letters", "voting_codebatch", "UPDATE"),
        ("voting.revoke_letters", "voting_lettercode", "UPDATE"),
        ("voting.make_letters", "voting_codebatch", "INSERT"),
        ("voting.make_letters", "voting_lettercode", "INSERT"),
        ("voting.open", "voting_lotseed", "INSERT"),
        ("voting.open", "voting_frozenrules", "INSERT"),
        ("voting.open", "voting_election", "UPDATE"),
    ]
    assert {actor for verb, actor, _thing, _done in told if verb in ("voting.set_up", "voting.open")} == {
        boss.pk
    }
    assert told[-1][2:] == ("process_phase", "UPDATE")
    assert (
        list(Link.objects.filter(verb="voting.revoke_letters").values_list("reason", flat=True))
        == ["Hukkui matkalla"] * 2
    )
    assert Link.objects.get(thing="voting_rollentry").rows == 2


def test_a_change_past_all_verbs_is_on_record_too(people: dict[str, User]) -> None:
    election = vote_in(Stage.PREPARING).election
    before = len(_told(election))

    with connection.cursor() as cursor:
        cursor.execute("UPDATE voting_rollentry SET birth_year = 1900")
        cursor.execute("UPDATE voting_rollentry SET birth_year = 1900")

    assert [row[2:] for row in _told(election)[before:]] == [("voting_rollentry", "UPDATE")]


def test_what_voters_do_is_not_on_the_record(db: None) -> None:
    vote = Polling()
    before = len(_told(vote.election))
    visitor = vote.visitor()

    visitor.choose(vote.choose_url(), vote.own[0])
    visitor.cast(vote.url + "review/")

    assert len(vote.box()) == 1
    assert len(_told(vote.election)) == before


@pytest.mark.django_db(transaction=True)
def test_casting_does_not_wait_for_officials_who_write_on_the_record() -> None:
    vote = Polling()
    visitor = vote.visitor()
    visitor.choose(vote.choose_url(), vote.own[0])
    locked, done = threading.Event(), threading.Event()

    def hold() -> None:
        with transaction.atomic():
            list(Book.objects.select_for_update())
            locked.set()
            done.wait(20)
        connection.close()

    holder = threading.Thread(target=hold)
    holder.start()
    locked.wait(20)
    with connection.cursor() as cursor:
        cursor.execute("SET lock_timeout = '5s'")
    try:
        answer = visitor.cast(vote.url + "review/")
    finally:
        done.set()
        holder.join()
        with connection.cursor() as cursor:
            cursor.execute("RESET lock_timeout")

    assert answer.status_code == 302
    assert len(vote.box()) == 1


def test_looking_over_is_one_command_which_names_the_first_break(
    people: dict[str, User], capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    cycle = vote_in(Stage.CLOSED)
    count.count_votes(actor=people[Role.VOTE_CLERK], election=cycle.election)
    length = len(_told(cycle.election))
    head = acts.head_of(cycle.election)
    file = tmp_path / "log.csv"
    file.write_text(acts.public_file(cycle.election), "utf-8")

    call_command("verify_log", election=cycle.slug, head=head.hash)
    call_command("verify_log", file=file, head=head.hash)
    line = f"vote/{cycle.election.pk}: {length} links, head {head.hash}, whole\n"
    assert capsys.readouterr().out == line * 2

    with pytest.raises(CommandError, match="written anew"):
        call_command("verify_log", head="1" * 64)
    with pytest.raises(CommandError, match="no vote of the year"):
        call_command("verify_log", election="nothing")
    tamper("UPDATE audit_link SET verb = 'voting.other' WHERE number = 2")
    with pytest.raises(CommandError, match="entry 2 ") as refusal:
        call_command("verify_log")
    assert refusal.value.returncode == 1


def test_the_head_is_public_and_the_book_has_no_words_of_reasons(people: dict[str, User]) -> None:
    cycle = vote_in(Stage.WAITING)
    batch = codes.make_batch(actor=people[Role.VOTE_CLERK], election=cycle.election).batch
    codes.revoke_batch(actor=people[Role.VOTE_CLERK], batch=batch, reason="Matin kirje hukkui")
    connection.check_constraints()
    head = acts.head_of(cycle.election)
    client = signed_in(None)

    page = client.get(f"/vote/{cycle.slug}/rules/").content.decode()
    told = client.get(f"/api/v1/vote/{cycle.slug}/log/").json()
    rules = client.get(f"/api/v1/vote/{cycle.slug}/rules/").json()
    file = client.get(told["csv"])

    assert head.hash in page
    assert (
        told
        == rules["log"]
        == {"length": head.length, "head": head.hash, "csv": f"/vote/{cycle.slug}/log.csv"}
    )
    assert file.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert head.hash in file.content.decode()
    assert "Matin" not in file.content.decode()


def test_officials_read_the_book_with_names_and_reasons_and_see_whether_it_is_whole(
    people: dict[str, User],
) -> None:
    cycle = vote_in(Stage.WAITING)
    clerk = people[Role.VOTE_CLERK]
    batch = codes.make_batch(actor=clerk, election=cycle.election).batch
    codes.revoke_batch(actor=clerk, batch=batch, reason="Matin kirje hukkui")
    connection.check_constraints()
    client = signed_in(Role.CERTIFIER)

    page = client.get(f"/desk/votes/{cycle.slug}/log/", headers={"Accept-Language": "en"}).content.decode()
    told = client.get(f"/api/v1/desk/votes/{cycle.slug}/log/").json()
    older = client.get(f"/api/v1/desk/votes/{cycle.slug}/log/?before=2").json()

    assert "The book is whole" in page
    assert "Matin kirje hukkui" in page
    assert clerk.email in page
    assert (told["broken"], told["head"]) == (None, acts.head_of(cycle.election).hash)
    assert (told["acts"][0]["reason"], len(told["acts"][0]["entries"])) == ("Matin kirje hukkui", 2)
    assert [entry["number"] for act in older["acts"] for entry in act["entries"]] == [1]
    for junk in ("x", "-1", "9" * 40, "%00"):
        assert client.get(f"/desk/votes/{cycle.slug}/log/?before={junk}").status_code == 200
    tamper("DELETE FROM audit_link WHERE number = 1")
    page = client.get(f"/desk/votes/{cycle.slug}/log/", headers={"Accept-Language": "en"}).content.decode()
    told = client.get(f"/api/v1/desk/votes/{cycle.slug}/log/").json()
    assert "The book is not whole" in page
    assert told["broken"] == {"number": 1, "why": "number"}


@pytest.mark.parametrize("role", [None, *Role])
def test_who_reads_the_book(db: None, role: Role | None) -> None:
    cycle = vote_in(Stage.PREPARING)
    client = signed_in(role)
    wanted = 200 if role in (Role.COORDINATOR, Role.VOTE_CLERK, Role.CERTIFIER) else 403

    page = client.get(f"/desk/votes/{cycle.slug}/log/").status_code
    read = client.get(f"/api/v1/desk/votes/{cycle.slug}/log/").status_code

    assert (page, read) == (wanted if role else 302, wanted)


def test_moving_the_dates_of_the_vote_is_on_record_and_of_other_phases_is_not(db: None) -> None:
    cycle = vote_in(Stage.OPEN)
    before = len(_told(cycle.election))

    coming_phase(cycle, PhaseKind.COUNT)
    closed_phase(cycle, PhaseKind.VOTE)

    assert {row[2] for row in _told(cycle.election)[before:]} == {"process_phase"}
