"""The ways into the demo town: sign-in links for every role, and voting codes that nobody has used yet."""

import json
from collections import Counter
from pathlib import Path
from typing import Any

from django.conf import settings

from commons.accounts.models import User
from commons.accounts.permissions import operator
from portal.demo import access_hearing, catalogue
from portal.demo.ground import ADMINISTRATOR
from portal.pages.demo import demo_sign_in_link
from proposals.models import Delegate, DelegateState
from voting.domain import codes, keys, letter_code
from voting.domain.errors import NobodyWithoutCode
from voting.models import Election, LetterCode, RollEntry

CODES = 10
"""So many unused codes are offered."""

SHOWN_RESIDENTS = ("malla", "esko", "saga", "sample", "mithal", "lupa")


def ways_in(address: str) -> dict[str, Any]:
    """Everything as JSON-ready data; links begin with `address`. Makes new codes where too few are left.

    `sign_in`: role, name, mail, url. `vote`: the year in voting with its unused codes, or null. `hearing_codes`:
    codes of the hearings that are open now, with where they lead. `hearings`: the doors of each of them.
    """
    election = _running()
    return {
        "town": catalogue.area_names("en")[catalogue.TOWN],
        "address": address,
        "sign_in": [*_people(address), *_delegate(address)],
        "vote": {"cycle": election.cycle.slug, "codes": unused_codes(election)} if election else None,
        "hearing_codes": access_hearing.codes_of(address),
        "hearings": access_hearing.doors(address),
    }


def as_text(address: str) -> str:
    """The same for the console of `make run`."""
    found = ways_in(address)
    lines = ["Sign in as (links work again and again, in a demo town only):"]
    lines += [f"  {row['role']:<14} {row['name']:<24} {row['url']}" for row in found["sign_in"]]
    if found["vote"]:
        lines += ["", f"Unused voting codes of {found['vote']['cycle']}:"]
        lines += [f"  {row['code']}  ({row['area']})" for row in found["vote"]["codes"]]
    if found["hearing_codes"]:
        lines += ["", f"Codes of the open hearing, to be typed at {address}/h/:"]
        lines += [f"  {row['code']}  {row['place']}" for row in found["hearing_codes"]]
    for doors in found["hearings"]:
        lines += ["", f"Other doors of the hearing {doors['hearing']}:"]
        lines += [f"  {name:<14} {url}" for name, url in doors.items() if url.startswith(address)]
    lines += ["", "Mails are shown at " + address + "/demo/mail/", ""]
    return "\n".join(lines)


def keep_codes(found: dict[str, str]) -> None:
    """Remember codes (16 characters → slug of the area) beside the keys, readable by the server alone."""
    path = _path()
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    path.touch(mode=0o600)
    path.write_text(json.dumps(found), encoding="utf-8")


def unused_codes(election: Election) -> list[dict[str, str]]:
    """Ten codes of people who have not voted, as printed, with the area they live in."""
    known = _kept()
    working = _working(election, known)
    if len(working) < CODES:
        working |= _more(election, CODES - len(working))
        keep_codes(known | working)
    names = catalogue.area_names("fi")
    return [
        {"code": letter_code.grouped(code), "area": names.get(area, area)}
        for code, area in _in_turn(working)[:CODES]
    ]


def _people(address: str) -> list[dict[str, str]]:
    users = {user.email: user for user in User.objects.filter(is_active=True)}
    rows = []
    for person in catalogue.people():
        if (user := users.get(person.mail)) is None or not (person.roles or person.key in SHOWN_RESIDENTS):
            continue
        role = person.roles[0] if person.roles else "resident"
        link = demo_sign_in_link(user, then="/admin/" if role == ADMINISTRATOR else "/")
        rows.append(
            {
                "role": role,
                "name": person.name,
                "mail": person.mail,
                "language": user.language,
                "url": address + link.removeprefix(settings.SITE_URL),
            }
        )
    return rows


def _delegate(address: str) -> list[dict[str, str]]:
    """One of the follow-up group, who lands on its page."""
    found = Delegate.objects.filter(state=DelegateState.ACCEPTED, user__is_active=True)
    one = found.select_related("user", "cycle").order_by("number").first()
    if one is None or one.user is None:
        return []
    link = demo_sign_in_link(one.user, then=f"/follow-up/{one.cycle.slug}/")
    return [
        {
            "role": "delegate",
            "name": one.user.display_name,
            "mail": one.user.email,
            "language": one.user.language,
            "url": address + link.removeprefix(settings.SITE_URL),
        }
    ]


def _running() -> Election | None:
    elections = Election.objects.filter(frozen_at__isnull=False, counts=None, cycle__is_imported=False)
    return elections.select_related("cycle").order_by("-cycle__year").first()


def _working(election: Election, known: dict[str, str]) -> dict[str, str]:
    """Those of `known` that still open the ballot box for somebody who has not voted."""
    hashes = {keys.code_hash(election.key_id, code): code for code in known}
    rows = LetterCode.objects.filter(code_hash__in=hashes, revoked_at=None, entry__voted_at=None)
    found = {hashes[row] for row in rows.values_list("code_hash", flat=True)}
    return {code: area for code, area in known.items() if code in found}


def _in_turn(known: dict[str, str]) -> list[tuple[str, str]]:
    """One code of each area, then a second of each, and so on: one can try the vote in several districts."""
    turns: Counter[str] = Counter()
    numbered = []
    for code, area in known.items():
        turns[area] += 1
        numbered.append((turns[area], area, code))
    return [(code, area) for _turn, area, code in sorted(numbered, key=lambda row: row[:2])]


def _more(election: Election, number: int) -> dict[str, str]:
    try:
        made = list(codes.make_batch(actor=operator(), election=election, most=number).codes)
    except NobodyWithoutCode:
        waiting = RollEntry.objects.filter(election=election, voted_at=None).order_by("pk")[:number]
        made = [new for entry in waiting for new in codes.replace(actor=operator(), entry=entry).codes]
    return {new.code: new.area.slug for new in made}


def _kept() -> dict[str, str]:
    try:
        kept: dict[str, str] = json.loads(_path().read_text(encoding="utf-8"))
    except (FileNotFoundError, ValueError):
        return {}
    return kept


def _path() -> Path:
    return Path(settings.KEYS_ROOT) / "demo-codes.json"
