"""What stands in a report beside the notes: stories, the survey, smileys, organisations, the synthesis, plenaries.

Each is told exactly as far as its own page tells it: the queries here are those of these pages, and nothing is counted
anew from what they leave out.
"""

from collections.abc import Sequence

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from commons.places.domain.small_groups import LEAST
from commons.texts.amounts import number_text
from hearings.domain import smileys, stories, survey, synthesis
from hearings.domain.plenary import reading
from hearings.domain.plenary.votes import FEWEST
from hearings.domain.report.parts import not_representative
from hearings.domain.report.tree import CommentPart, Figure, PlenaryPart, Row, StoryPart, SynthesisPart
from hearings.domain.rounds import organisations
from hearings.domain.who_spoke import TOLD_IN
from hearings.models import (
    Agreement,
    Consent,
    Face,
    Hearing,
    Plenary,
    PlenaryState,
    RoundKind,
    Story,
    Synthesis,
    SynthesisComment,
)

EVERY_LINE = 1_000_000
"""More lines of smileys than any hearing has."""


def figures(hearing: Hearing) -> tuple[Figure, ...]:
    """The survey by service, the smileys by question, the organisations. What was not used has no figure."""
    return (*_survey(hearing), *_smileys(hearing), *_organisations(hearing))


# -- stories -----------------------------------------------------------------------------------------------------------


def stories_of(hearing: Hearing) -> tuple[StoryPart, ...]:
    """The published stories, each in the form that its teller allowed. One query."""
    url = reverse("hearings:stories", args=[hearing.slug])
    return tuple(
        StoryPart(
            text=one.public_text,
            language=one.language,
            consent=one.consent,
            label=_form(one),
            service=str(one.service_area.name) if one.service_area else "",
            url=url,
        )
        for one in stories.published(hearing)
    )


def _form(story: Story) -> str:
    if story.consent == Consent.QUOTE:
        return _("A quote")
    as_it_is = story.consent == Consent.AS_WRITTEN and story.public_text == story.text
    return _("As it was written") if as_it_is else _("So that nobody can be recognised")


# -- the survey --------------------------------------------------------------------------------------------------------


def _survey(hearing: Hearing) -> list[Figure]:
    columns = (*(str(Agreement(step).label) for step in survey.STEPS), pgettext("how many", "People"))
    url = reverse("hearings:survey_results", args=[hearing.slug])
    made = []
    for area in survey.results(hearing):
        rows = tuple(
            Row(
                f"{one.statement.text} ({one.statement.get_source_display()})",
                (*(one.counts or (None for _step in survey.STEPS)), one.people),
                url,
            )
            for one in area.statements
        )
        least = survey.least_of(area.notes.area)
        words = [
            _("n: the people who answered a statement, each counted once. A dash: fewer than %(least)d.")
            % {"least": least}
        ]
        if hearing.state not in TOLD_IN:
            words.append(_("The last answers are told when answering begins."))
        words.append(not_representative())
        title = _("Statements: %(service)s") % {"service": area.notes.area.name}
        key = f"survey-{area.notes.area.pk}"
        made.append(Figure(key, title, _("Statement"), columns, rows, None, "answers", " ".join(words)))
    return made


# -- smileys -----------------------------------------------------------------------------------------------------------


def _smileys(hearing: Hearing) -> list[Figure]:
    """The told lines added up by service: sums of what is told, so that no day that is left out is in them."""
    lines = smileys.results(hearing, most=EVERY_LINE)
    columns = (*(str(face.label) for face in Face), _("Presses"), _("Days told"))
    url = reverse("hearings:smileys", args=[hearing.slug])
    made = []
    for question in hearing.smiley_questions.all():
        mine = [line for line in lines if line.question.pk == question.pk]
        areas = sorted(
            {line.service_area for line in mine},
            key=lambda area: (area is None, area.position if area else 0, area.pk if area else 0),
        )
        rows = tuple(
            Row(
                str(area.name) if area else _("The whole place"),
                _added([line for line in mine if line.service_area == area]),
                url,
            )
            for area in areas
        )
        if not rows:
            continue
        words = _("n: presses on the days that are told. Left out: days on which a service had few presses.")
        title = _("Smileys: %(question)s") % {"question": question.text}
        caution = f"{words} {not_representative()}"
        key = f"smileys-{question.position}"
        made.append(Figure(key, title, _("Service"), columns, rows, None, "presses", caution))
    return made


def _added(lines: Sequence[smileys.SmileyLine]) -> tuple[int | None, ...]:
    told = [line.counts for line in lines if line.counts]
    if not told:
        return (*(None for _face in Face), None, 0)
    sums = [sum(counts[place] for counts in told) for place in range(len(Face))]
    return (*sums, sum(sums), len(told))


# -- organisations -----------------------------------------------------------------------------------------------------


def _organisations(hearing: Hearing) -> list[Figure]:
    """How far those who were asked came; nothing of a single one, and nothing of fewer than five."""
    found = organisations.funnel(organisations.rows_of(hearing))
    if found.asked < LEAST:
        return []
    steps = (
        (_("asked"), found.asked),
        (_("opened the link"), found.opened),
        (_("gave five notes or more"), found.answered),
        (_("returned five cards or more"), found.returned),
    )
    rows = tuple(Row(label, (number,)) for label, number in steps)
    words = ngettext("n = %(number)s organisation.", "n = %(number)s organisations.", found.asked)
    caution = f"{words % {'number': number_text(found.asked)}} {not_representative()}"
    title, head = _("Organisations that were asked"), _("How far they came")
    return [
        Figure(
            "organisations", title, head, (_("Organisations"),), rows, found.asked, "organisations", caution
        )
    ]


# -- the synthesis -----------------------------------------------------------------------------------------------------


def synthesis_of(hearing: Hearing, language: str) -> SynthesisPart | None:
    """What was commented on the themes' words and what became of it; None where they were not opened. Six queries."""
    row = Synthesis.objects.filter(hearing=hearing).first()
    if row is None:
        return None
    themes = synthesis.read_through(hearing, language=language)
    said = [_comment(str(one.theme.title), comment) for one in themes for comment in one.comments]
    said += [_comment("", comment) for comment in synthesis.on_the_whole(hearing)]
    state = synthesis.state_of(hearing)
    labels = {
        "open": _("Comments are taken"),
        "replying": _("Comments are being answered"),
        "frozen": _("The words are frozen"),
    }
    return SynthesisPart(
        state=state,
        label=labels[state],
        comments_until=timezone.localdate(row.comments_until),
        freezes_on=timezone.localdate(row.frozen_at or row.freezes_at),
        changed=sum(bool(one.was_title or one.changes) for one in themes),
        comments=tuple(said),
        url=reverse("hearings:synthesis", args=[hearing.slug]),
    )


def _comment(about: str, row: SynthesisComment) -> CommentPart:
    return CommentPart(about, row.text, row.language, row.reply, row.has_changed)


# -- plenaries ---------------------------------------------------------------------------------------------------------


def plenaries_of(hearing: Hearing) -> tuple[PlenaryPart, ...]:
    """The plenaries that have begun, oldest first. One query, and three for each."""
    begun = reading.plenaries(hearing).exclude(state=PlenaryState.PLANNED).order_by("held_at", "pk")
    return tuple(_plenary(one) for one in begun)


def _plenary(plenary: Plenary) -> PlenaryPart:
    over = plenary.state in (PlenaryState.ENDED, PlenaryState.APPROVED)
    told = reading.results(plenary)
    themes = {theme.pk: str(theme.title) for theme in plenary.hearing.themes.all()}
    return PlenaryPart(
        title=str(plenary),
        held_on=timezone.localdate(plenary.held_at),
        state=str(plenary.get_state_display()),
        votes=tuple(_vote(one, themes.get(one.vote.theme_id or 0, str(plenary))) for one in told),
        url=plenary.get_absolute_url(),
        minutes_url=reverse("hearings:minutes", args=[plenary.hearing.slug, plenary.pk]) if over else "",
    )


def _vote(told: reading.Told, about: str) -> Figure:
    is_dots = told.vote.kind == RoundKind.DOTS
    columns = (_("Dots"), _("Gave dots")) if is_dots else (_("Agree"), _("Disagree"), _("Unsure"))
    rows = tuple(
        Row(
            one.title,
            (one.dots, one.givers) if is_dots else (one.agree, one.disagree, one.unsure),
        )
        for one in told.options
    )
    title = (_("Dots: %(theme)s") if is_dots else _("Stances: %(theme)s")) % {"theme": about}
    caution = _vote_caution(told)
    return Figure(
        f"vote-{told.vote.pk}", title, _("Proposal"), columns, rows, told.ballots, "ballots", caution
    )


def _vote_caution(told: reading.Told) -> str:
    words = [
        ngettext("n = %(number)s ballot.", "n = %(number)s ballots.", told.ballots)
        % {"number": number_text(told.ballots)}
    ]
    if not told.options:
        words.append(_("Fewer than %(least)d: the result is not told.") % {"least": FEWEST})
    if split := [one.title for one in told.options if one.disputed]:
        words.append(_("Opinions differ on: %(proposals)s.") % {"proposals": "; ".join(split)})
    words.append(_("Those in the room voted; they are not a representative sample."))
    return " ".join(words)
