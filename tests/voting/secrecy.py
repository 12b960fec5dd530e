"""An attacker who has a copy of everything: every table with where its rows lie, the log, files, and perhaps the key.

Tables are found by asking the database, so that a new one is part of the copy by itself.
"""

import hmac
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from django.db import connection

from voting.counting import package as packing
from voting.counting import read

Links = dict[int, str]
"""Receipt of the ballot by number on the roll, as the attacker believes."""


@dataclass(frozen=True)
class Copy:
    """A copy of everything. `tables`: rows by table, each with `ctid` and `xmin`; `texts`: logs and files."""

    tables: Mapping[str, list[dict[str, Any]]]
    texts: Mapping[str, str]

    def ballots(self) -> list[dict[str, Any]]:
        """Current ballots."""
        return [row for row in self.tables["voting_ballot"] if not row["superseded"]]

    def voters(self) -> list[dict[str, Any]]:
        """People on the roll who have voted."""
        return [row for row in self.tables["voting_rollentry"] if row["voted_at"] is not None]


def copy_of_everything(log: str, *folders: Path) -> Copy:
    """All tables of the schema in the order in which they lie on the disk, the log, and the files of the folders."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname FROM pg_class WHERE relkind IN ('r', 'p') AND relnamespace = 'public'::regnamespace"
        )
        names = [name for (name,) in cursor.fetchall()]
        tables = {}
        for name in names:
            cursor.execute(f'SELECT ctid::text, xmin::text::bigint AS xmin, t.* FROM "{name}" t')
            columns = [column.name for column in cursor.description]
            tables[name] = [dict(zip(columns, row, strict=True)) for row in cursor.fetchall()]
    texts = {"log": log}
    for folder in folders:
        for path in sorted(folder.rglob("*")) if folder.exists() else []:
            if path.is_file():
                texts[str(path)] = path.read_bytes().decode("latin-1")
    return Copy(tables, texts)


def by_key(copy: Copy, key: bytes) -> Links:
    """With the box key: the pseudonym of each number on the roll."""
    found = {row["pseudonym"]: row["receipt"] for row in copy.ballots()}
    names = {
        entry["id"]: hmac.new(key, f"ballot {entry['id']}".encode(), sha256).hexdigest()
        for entry in copy.voters()
    }
    return {entry: found[name] for entry, name in names.items() if name in found}


def by_writer(copy: Copy) -> Links:
    """Ballot and tick on the roll that the same transaction wrote, where it wrote only one of each."""
    return _pairs(copy, lambda row: row["xmin"])


def by_place(copy: Copy) -> Links:
    """The n-th tick on the roll and the n-th ballot, as they lie on the disk."""
    return _in_order(copy, lambda row: tuple(map(int, re.findall(r"\d+", row["ctid"]))))


def by_order_of_writers(copy: Copy) -> Links:
    """The n-th writer of ticks and the n-th writer of ballots."""
    return _in_order(copy, lambda row: row["xmin"])


def by_time(copy: Copy) -> Links:
    """Ballot and tick with the same time and way, where there is one of each."""
    times = {row["receipt"]: (row["cast_hour"], row["channel"]) for row in copy.ballots()}
    ticks = {row["id"]: (row["voted_at"], row["channel"]) for row in copy.voters()}
    links = {}
    for entry, tick in ticks.items():
        same = [receipt for receipt, time in times.items() if time == tick]
        if len(same) == 1 and list(ticks.values()).count(tick) == 1:
            links[entry] = same[0]
    return links


def by_mention(copy: Copy) -> Links:
    """Any row of any table, line of the log, or file that names a person of the roll and a ballot together."""
    ballots: dict[str, str] = {}
    for row in copy.tables["voting_ballot"]:
        for column in ("id", "receipt", "pseudonym", "key_hash"):
            if row[column]:
                ballots[str(row[column])] = row["receipt"]
    people: dict[str, int] = {}
    for row in copy.tables["voting_rollentry"]:
        people[row["person_hash"]] = row["id"]
    for row in copy.tables.get("voting_lettercode", []):
        people[row["code_hash"]] = row["entry_id"]
    entries = {row["id"] for row in copy.tables["voting_rollentry"]}
    links: Links = {}
    for name, rows in copy.tables.items():
        for row in rows:
            text = " ".join(str(value) for column, value in row.items() if column not in ("ctid", "xmin"))
            persons = {people[word] for word in re.findall(r"[0-9a-f]{64}", text) if word in people}
            if name != "voting_rollentry" and row.get("entry_id") in entries:
                persons.add(row["entry_id"])
            _mentioned(text, persons, ballots, links)
    for text in copy.texts.values():
        for line in text.splitlines():
            persons = {people[word] for word in re.findall(r"[0-9a-f]{64}", line) if word in people}
            persons |= {int(number) for number in re.findall(r"\broll (\d+)", line) if int(number) in entries}
            _mentioned(line, persons, ballots, links)
    return links


def by_keys_of_senders(copy: Copy, guesses: Mapping[int, Iterable[str]]) -> Links:
    """Programs whose keys can be guessed from who sent them: `guesses` by number on the roll."""
    hashes = {row["key_hash"]: row["receipt"] for row in copy.ballots() if row["key_hash"]}
    return {
        entry: hashes[found]
        for entry, keys in guesses.items()
        for key in keys
        if (found := sha256(key.encode()).hexdigest()) in hashes
    }


def moments(copy: Copy) -> set[str]:
    """Columns, of tables that belong to voters and ballots, that hold a time finer than the hour."""
    found = set()
    for name in ("voting_ballot", "voting_ballotchoice", "voting_rollentry"):
        for row in copy.tables[name]:
            for column, value in row.items():
                if hasattr(value, "minute") and (value.minute or value.second or value.microsecond):
                    found.add(f"{name}.{column}")
    return found


def _mentioned(text: str, persons: set[int], ballots: Mapping[str, str], links: Links) -> None:
    if len(persons) == 1:
        for mark, receipt in ballots.items():
            if mark in text:
                links[persons.copy().pop()] = receipt


def _pairs(copy: Copy, mark: Any) -> Links:
    ballots: dict[Any, list[str]] = {}
    for row in copy.ballots():
        ballots.setdefault(mark(row), []).append(row["receipt"])
    ticks: dict[Any, list[int]] = {}
    for row in copy.voters():
        ticks.setdefault(mark(row), []).append(row["id"])
    return {
        ids[0]: ballots[found][0]
        for found, ids in ticks.items()
        if len(ids) == 1 == len(ballots.get(found, []))
    }


def _in_order(copy: Copy, mark: Any) -> Links:
    """Pairs by rank; rows with one mark in common say nothing."""
    ballots, voters = sorted(copy.ballots(), key=mark), sorted(copy.voters(), key=mark)
    if len({mark(row) for row in ballots}) == 1 or len({mark(row) for row in voters}) == 1:
        return {}
    return {voter["id"]: ballot["receipt"] for voter, ballot in zip(voters, ballots, strict=False)}


def by_deeds(copy: Copy, deed: str, way: str) -> Links:
    """The n-th deed of this kind at the officer's desk and the n-th ballot of this way, as they lie on the disk."""
    deeds = [row for row in copy.tables["voting_deskact"] if row["deed"] == deed]
    people = [row["entry_id"] for row in sorted(deeds, key=lambda row: row["made_at"])]
    ballots = [row for row in copy.ballots() if row["channel"] == way]
    ballots.sort(key=lambda row: tuple(map(int, re.findall(r"\d+", row["ctid"]))))
    return dict(zip(people, (row["receipt"] for row in ballots), strict=False))


def by_change(copy: Copy) -> Links:
    """Somebody who had voted and was then given a code, and a ballot that replaced another: where there is one each."""
    voted = {row["id"]: row["channel"] for row in copy.voters()}
    used = [row["entry_id"] for row in copy.tables["voting_lettercode"] if row["used_at"] is not None]
    people = [entry for entry in used if voted.get(entry, "desk") != "desk"]
    struck = [row for row in copy.tables["voting_ballot"] if row["superseded"]]
    chained = {row["pseudonym"] for row in struck}
    later = [row["receipt"] for row in copy.ballots() if row["version"] > 1 or row["pseudonym"] in chained]
    return {people[0]: later[0]} if len(people) == len(later) == 1 else {}


def struck_choices(copy: Copy) -> int:
    """How many choices of replaced ballots can still be read."""
    struck = {row["id"] for row in copy.tables["voting_ballot"] if row["superseded"]}
    return sum(row["ballot_id"] in struck for row in copy.tables["voting_ballotchoice"])


def by_station(copy: Copy) -> Links:
    """Who gave a ballot on paper into the box of a station, and the ballots of that station's batches: one of each.

    A ballot that the published file calls paper, and that is in no batch any more, is of a small batch.
    """
    names = {row["id"]: row["name_fi"] for row in copy.tables["voting_pollingstation"]}
    stations = {row["id"]: names[row["station_id"]] for row in copy.tables["voting_stationday"]}
    batches = {row["id"]: stations[row["day_id"]] for row in copy.tables["voting_paperbatch"]}
    places: dict[str, list[int]] = {}
    for row in copy.tables["voting_deskact"]:
        if row["deed"] == "paper_in":
            places.setdefault(row["station"], []).append(row["entry_id"])
    ballots: dict[str, list[str]] = {}
    loose: list[str] = []
    in_file = _on_paper_by_the_file(copy)
    for row in copy.ballots():
        if row["paper_batch_id"] is not None:
            ballots.setdefault(batches[row["paper_batch_id"]], []).append(row["receipt"])
        elif row["receipt"] in in_file:
            loose.append(row["receipt"])
    for place in places:
        ballots.setdefault(place, loose)
    return {
        people[0]: ballots[place][0]
        for place, people in places.items()
        if len(people) == len(ballots[place]) == 1
    }


def _on_paper_by_the_file(copy: Copy) -> set[str]:
    """Receipts of ballots that the published file of the only pot says were on paper: it lists them by their ids."""
    rows = sorted(copy.ballots(), key=lambda row: row["id"].bytes)
    found: set[str] = set()
    for package in copy.tables["voting_recountpackage"]:
        for name, data in packing.unpack_bytes(bytes(package["data"])).items():
            if name.endswith(".pb"):
                columns = read(data).ballots.columns
                if "voting_method" in columns:
                    methods = list(columns["voting_method"])
                    found |= {
                        row["receipt"] for row, way in zip(rows, methods, strict=True) if way == "paper"
                    }
    return found
