"""The later part of the demo hearings: comments on the synthesis, and closing plenaries with votes and minutes."""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from uuid import UUID, uuid5

from django.utils import timezone

from commons.accounts.models import User
from commons.accounts.permissions import operator
from commons.moderation.models import Reason
from hearings.domain import comment_desk, synthesis, themes
from hearings.domain.notes import Writer
from hearings.domain.plenary import agenda, minutes, stage, votes
from hearings.domain.receipts import receipt_of
from hearings.models import (
    AgendaItem,
    Ballot,
    Contribution,
    DevelopmentProposal,
    Event,
    Hearing,
    MinuteLine,
    Part,
    Plenary,
    PlenaryState,
    Round,
    SpeakerRole,
    Synthesis,
    SynthesisComment,
    Theme,
    Turn,
)
from portal.demo import years
from portal.demo.hearing_words import Topic

SPACE = UUID("7f0c1c1e-0000-4000-8000-0000000000ab")
ADDED = (
    " Yöllä ja viikonloppuna kukaan ei vastaa.",
    " På natten och under veckoslutet svarar ingen.",
    " At night and at weekends nobody answers.",
)
SAID = (
    (
        0,
        "fi",
        "Tästä puuttuu, että yöllä ja viikonloppuna kukaan ei vastaa.",
        True,
        "Lisättiin yöt ja viikonloput.",
    ),
    (0, "sv", "Bra att besökstiden nämns. Det är den som gör mest ont.", False, "Tack, den står kvar."),
    (1, "fi", "Penkit ovat tärkeämpiä kuin miltä tässä kuulostaa.", False, "Penkeistä tehtiin oma ehdotus."),
    (
        2,
        "en",
        "Please say that the menu is only in Finnish at first.",
        False,
        "It is in the notes and goes to the unit.",
    ),
    (None, "fi", "Hyvä tiivistelmä, tunnistan oman kirjoitukseni.", False, ""),
)
"""Comments: place of the theme, language, words, whether they changed something, what was replied."""
MERGED = (
    "Oma tiimi jokaiselle kotihoidon asiakkaalle",
    "Sama pieni tiimi käy kotona",
    "Käynnin kellonaika luvataan",
)
SPOKEN = (
    (SpeakerRole.RESIDENT, 34),
    (SpeakerRole.ORGANISATION, 11),
    (SpeakerRole.OFFICIAL, 16),
    (SpeakerRole.COUNCILLOR, 6),
)
"""Minutes that each role spoke."""
SPOKEN_TODAY = ((SpeakerRole.RESIDENT, 412), (SpeakerRole.ORGANISATION, 95), (SpeakerRole.OFFICIAL, 233))
"""Seconds that each role has spoken in the plenary that goes on."""


def commented(hearing: Hearing, rows: list[Theme]) -> None:
    """Comments, replies and one change; then frozen a year ago."""
    actor = operator()
    soon = years.midnight(2)
    synthesis.open_up(actor=actor, hearing=hearing, comments_until=soon, freezes_at=soon)
    _comments(hearing, rows, SAID)
    _say_more(rows[0])
    past = years.midnight(-340)
    Synthesis.objects.filter(hearing=hearing).update(
        opened_at=past - dt.timedelta(days=14), comments_until=past, freezes_at=past, frozen_at=past
    )


def _say_more(theme: Theme) -> None:
    """The words of the theme, with what a comment missed."""
    words = {f"title_{language}": getattr(theme, f"title_{language}") for language in ("fi", "sv", "en")}
    for language, more in zip(("fi", "sv", "en"), ADDED, strict=True):
        words[f"summary_{language}"] = getattr(theme, f"summary_{language}") + more
    themes.change(actor=operator(), theme=theme, words=words)


def _comments(
    hearing: Hearing, rows: list[Theme], said: Iterable[tuple[int | None, str, str, bool, str]]
) -> None:
    for number, (place, language, text, has_changed, reply) in enumerate(said):
        uuid = uuid5(SPACE, f"{hearing.slug}/{number}")
        about = rows[place].pk if place is not None else None
        synthesis.comment(
            actor=Writer(device=f"demo-{number}", network="demo"),
            hearing=hearing,
            said=synthesis.Said(uuid, about, text, language),
        )
        comment = comment_desk.show(actor=operator(), comment=SynthesisComment.objects.get(uuid=uuid))
        if reply:
            synthesis.reply(actor=operator(), comment=comment, text=reply, has_changed=has_changed)


def closed(hearing: Hearing, event: Event, rows: list[Theme], people: Mapping[str, User]) -> Plenary:
    """A plenary that was held a year ago: two votes, a decision, speaking times, minutes approved by two."""
    actor = operator()
    plenary = agenda.plan(actor=actor, hearing=hearing, held_at=years.moment(-375, hour=17), event=event)
    agenda.start(actor=actor, plenary=plenary)
    items = {item.part: item for item in plenary.items.all()}
    for part in (Part.AGENDA, Part.PREVIOUS, Part.WORK):
        agenda.go_to(actor=actor, plenary=plenary, item=items[part])
    made = _written(plenary, rows[0], MERGED)
    stage.merge(actor=actor, plenary=plenary, into=made[0], others=made[1:2])
    _voted(plenary, "dots", [made[0], made[2]], 31)
    stage.take_up(actor=actor, plenary=plenary, theme=rows[2])
    _voted(plenary, "stance", list(DevelopmentProposal.objects.filter(theme=rows[2])), 28)
    text = "Kokous esittää palvelujohtajalle oman tiimin kokeilua Kuvalassa ja Tyynelässä."
    minutes.add(actor=actor, plenary=plenary, text=text, is_decision=True)
    for part in (Part.EVALUATION, Part.CLOSING):
        agenda.go_to(actor=actor, plenary=plenary, item=items[part])
    agenda.end(actor=actor, plenary=plenary)
    _dated(plenary, years.moment(-375, hour=17))
    facilitator, coordinator = _approvers(people)
    Plenary.objects.filter(pk=plenary.pk).update(
        state=PlenaryState.APPROVED,
        first_approver=facilitator,
        second_approver=coordinator,
        approved_at=years.moment(-374, hour=9),
    )
    plenary.refresh_from_db()
    return plenary


def _written(plenary: Plenary, theme: Theme, titles: Iterable[str]) -> list[DevelopmentProposal]:
    """The theme taken up, with proposals that are shown."""
    actor = operator()
    stage.take_up(actor=actor, plenary=plenary, theme=theme)
    made = [stage.write(actor=actor, plenary=plenary, title=title) for title in titles]
    for one in made:
        stage.show(actor=actor, plenary=plenary, proposal=one)
    return made


def _voted(plenary: Plenary, kind: str, rows: list[DevelopmentProposal], phones: int) -> None:
    """A vote that was held and closed. Its ballots are written as a closed vote keeps them: with nothing of a phone."""
    actor = operator()
    vote = votes.open_round(actor=actor, plenary=plenary, kind=kind, options=[row.pk for row in rows])
    Ballot.objects.bulk_create(
        Ballot(round=vote, choices={str(option): choice for option, choice in one.items()})
        for one in _choices(vote, rows, phones)
    )
    votes.close_round(actor=actor, plenary=plenary)


def _cast(vote: Round, rows: list[DevelopmentProposal], phones: int) -> None:
    """Ballots in an open vote, as phones cast them."""
    for number, choices in enumerate(_choices(vote, rows, phones)):
        writer = Writer(device=f"demo-phone-{number}", network="demo")
        votes.cast(actor=writer, vote=vote, uuid=uuid5(SPACE, f"{vote.pk}/{number}"), choices=choices)


def _choices(vote: Round, rows: list[DevelopmentProposal], phones: int) -> Iterator[dict[int, int | str]]:
    """What phones in the room choose: most give dots to the first; on the last one the room is divided."""
    stances = ("agree", "agree", "disagree", "agree", "unsure", "disagree", "agree")
    for number in range(phones):
        choices: dict[int, int | str]
        if vote.kind == "dots":
            first = (3, 2, 1, 2)[number % 4]
            choices = {rows[0].pk: first}
            if first < 3:
                choices[rows[-1].pk] = 3 - first
        else:
            choices = {row.pk: stances[(number * (place + 1)) % 7] for place, row in enumerate(rows)}
            choices[rows[0].pk] = "agree" if number % 9 else "unsure"
        yield choices


def _dated(plenary: Plenary, begins: dt.datetime) -> None:
    """What happened gets the times that it would have had."""
    at = begins
    for item in AgendaItem.objects.filter(plenary=plenary):
        ends = at + dt.timedelta(minutes=item.minutes)
        AgendaItem.objects.filter(pk=item.pk).update(started_at=at, ended_at=ends)
        lines = list(MinuteLine.objects.filter(plenary=plenary, item=item))
        for place, line in enumerate(lines):
            when = at + (ends - at) * place / max(1, len(lines))
            MinuteLine.objects.filter(pk=line.pk).update(at=when)
        at = ends
    MinuteLine.objects.filter(plenary=plenary, kind="started").update(at=begins)
    MinuteLine.objects.filter(plenary=plenary, kind="ended").update(at=at)
    start = begins
    for role, spoken in SPOKEN:
        end = start + dt.timedelta(minutes=spoken, seconds=spoken)
        Turn.objects.create(plenary=plenary, role=role, started_at=start, ended_at=end)
        start = end
    Plenary.objects.filter(pk=plenary.pk).update(started_at=begins, ended_at=at)


def _approvers(people: Mapping[str, User]) -> tuple[User, User]:
    """A facilitator and a coordinator of the town, two people."""
    found = [
        next(user for user in people.values() if user.roles.filter(role=role).exists())
        for role in ("facilitator", "coordinator")
    ]
    return found[0], found[1]


def going_on(hearing: Hearing, event: Event, topics: Iterable[Topic], previous: Plenary) -> None:
    """The open hearing: three themes open for comments, and today's plenary with a vote that phones may join."""
    actor = operator()
    rows = [_theme(hearing, topic) for topic in topics]
    synthesis.open_up(
        actor=actor, hearing=hearing, comments_until=years.midnight(6), freezes_at=years.midnight(9)
    )
    _comments(hearing, rows, [SAID[1], (1, *SAID[3][1:])])
    synthesis.comment(
        actor=Writer(device="demo-9", network="demo"),
        hearing=hearing,
        said=synthesis.Said(uuid5(SPACE, "held"), rows[0].pk, "Illat puuttuvat tästä kokonaan.", "fi"),
    )
    _hidden_comment(hearing, rows[1])
    plenary = agenda.plan(
        actor=actor, hearing=hearing, held_at=years.moment(0, hour=17), event=event, previous=previous
    )
    agenda.start(actor=actor, plenary=plenary)
    agenda.go_to(actor=actor, plenary=plenary, item=plenary.items.get(part=Part.WORK))
    begun = timezone.now() - dt.timedelta(minutes=20)
    Turn.objects.bulk_create(
        Turn(plenary=plenary, role=role, started_at=begun, ended_at=begun + dt.timedelta(seconds=seconds))
        for role, seconds in SPOKEN_TODAY
    )
    made = _written(plenary, rows[0], MERGED)
    vote = votes.open_round(actor=actor, plenary=plenary, kind="dots", options=[row.pk for row in made])
    _cast(vote, made, 6)


def _hidden_comment(hearing: Hearing, theme: Theme) -> None:
    """A comment that was hidden, and whose writer asks to have it looked at again."""
    writer, uuid = Writer(device="demo-8", network="demo"), uuid5(SPACE, "hidden")
    said = synthesis.Said(uuid, theme.pk, "Näin ei sanottu meidän pöydässämme lainkaan!", "fi")
    synthesis.comment(actor=writer, hearing=hearing, said=said)
    hidden = SynthesisComment.objects.get(uuid=uuid)
    comment_desk.hide(actor=operator(), comment=hidden, reason=Reason.OTHER_MATTER)
    text = "Tämä koskee juuri teeman sanoja. Katsokaa uudelleen."
    comment_desk.appeal(actor=writer, receipt=receipt_of(uuid), text=text)


def _theme(hearing: Hearing, topic: Topic) -> Theme:
    """A theme with those notes that say its sentences."""
    words = {
        f"{name}_{language}": text
        for name, texts in (("title", topic.title), ("summary", topic.summary))
        for language, text in zip(("fi", "sv", "en"), texts, strict=True)
    }
    made = themes.create(actor=operator(), hearing=hearing, words=words)
    cores = [
        core[1:]
        for said in (topic.works, topic.works_not, topic.idea)
        for rows in said.values()
        for core in rows
    ]
    waiting = Contribution.objects.filter(hearing=hearing, theme=None).values_list("pk", "text")
    notes = [pk for pk, text in waiting if any(core in text for core in cores)]
    if notes:
        themes.place(actor=operator(), hearing=hearing, notes=notes, theme=made)
    return made
