"""What a facilitator's console can do, by name: the page and the API send a name and fields, one verb does it."""

from collections.abc import Callable, Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from commons.accounts.permissions import Actor, require
from commons.http.errors import Invalid
from commons.texts.translated import LANGUAGES
from hearings.domain.plenary import agenda, minutes, stage, votes
from hearings.models import AgendaItem, DevelopmentProposal, MinuteLine, Plenary, Theme
from hearings.rules import GROUP, SEE_DESK

Fields = Mapping[str, Any]
Act = Callable[[Actor, Plenary, Fields], Any]


def perform(*, actor: Actor, plenary: Plenary, act: str, fields: Fields) -> Any:
    """Do one act. Raises `Invalid` for an unknown one, and what its verb raises."""
    permit(actor=actor, plenary=plenary, act=act)
    if act not in ACTS:
        raise Invalid(fields={"act": [_("Choose one of these.")]})
    return ACTS[act](actor, plenary, fields)


def permit(*, actor: Actor, plenary: Plenary, act: Any) -> None:
    """Pass for who may do this act. Raises `NotAllowed`, `SignInNeeded`."""
    require(actor, SEE_DESK if act == "approve" else GROUP, plenary.hearing)


def _number(typed: Any) -> int:
    """A number, or 0 for anything else."""
    words = str(typed)
    return int(words) if words.isascii() and words.isdigit() and len(words) < 19 else 0


def _numbers(typed: Any) -> list[int]:
    rows = typed if isinstance(typed, list | tuple) else [typed] if typed else []
    return [_number(one) for one in rows]


def _text(fields: Fields, name: str) -> str:
    return str(fields.get(name) or "")


def _one(rows: Any, typed: Any, name: str) -> Any:
    found = rows.filter(pk=_number(typed)).first()
    if found is None:
        raise Invalid(fields={name: [_("Choose one of these.")]})
    return found


def _proposals(plenary: Plenary) -> Any:
    return DevelopmentProposal.objects.filter(theme__hearing=plenary.hearing_id)


def _item(plenary: Plenary, fields: Fields) -> AgendaItem:
    found: AgendaItem = _one(plenary.items, fields.get("item"), "item")
    return found


def _proposal(plenary: Plenary, fields: Fields, name: str = "proposal") -> DevelopmentProposal:
    found: DevelopmentProposal = _one(_proposals(plenary), fields.get(name), name)
    return found


def _line(plenary: Plenary, fields: Fields) -> MinuteLine:
    found: MinuteLine = _one(plenary.lines, fields.get("line"), "line")
    return found


def _change_item(actor: Actor, plenary: Plenary, fields: Fields) -> Any:
    titles = {language: _text(fields, f"title_{language}") for language in LANGUAGES}
    minutes_planned = _number(fields.get("minutes"))
    item = _item(plenary, fields)
    return agenda.change_item(actor=actor, plenary=plenary, item=item, minutes=minutes_planned, titles=titles)


def _take_up(actor: Actor, plenary: Plenary, fields: Fields) -> Any:
    theme: Theme = _one(plenary.hearing.themes, fields.get("theme"), "theme")
    return stage.take_up(actor=actor, plenary=plenary, theme=theme)


def _write(actor: Actor, plenary: Plenary, fields: Fields) -> Any:
    return stage.write(
        actor=actor,
        plenary=plenary,
        title=_text(fields, "title"),
        text=_text(fields, "text"),
        language=_text(fields, "language") or "fi",
    )


def _rewrite(actor: Actor, plenary: Plenary, fields: Fields) -> Any:
    return stage.rewrite(
        actor=actor,
        plenary=plenary,
        proposal=_proposal(plenary, fields),
        title=_text(fields, "title"),
        text=_text(fields, "text"),
    )


def _merge(actor: Actor, plenary: Plenary, fields: Fields) -> Any:
    others = list(_proposals(plenary).filter(pk__in=_numbers(fields.get("others"))))
    into = _proposal(plenary, fields, "into")
    return stage.merge(actor=actor, plenary=plenary, into=into, others=others)


def _open_round(actor: Actor, plenary: Plenary, fields: Fields) -> Any:
    return votes.open_round(
        actor=actor,
        plenary=plenary,
        kind=_text(fields, "kind"),
        options=_numbers(fields.get("options")),
        cap=_number(fields.get("cap", 3)),
    )


def _add(actor: Actor, plenary: Plenary, fields: Fields) -> Any:
    decision = bool(fields.get("is_decision"))
    return minutes.add(actor=actor, plenary=plenary, text=_text(fields, "text"), is_decision=decision)


def _reword(actor: Actor, plenary: Plenary, fields: Fields) -> Any:
    return minutes.reword(
        actor=actor,
        plenary=plenary,
        line=_line(plenary, fields),
        text=_text(fields, "text"),
        is_left_out=bool(fields.get("is_left_out")),
    )


ACTS: dict[str, Act] = {
    "start": lambda a, p, f: agenda.start(actor=a, plenary=p),
    "item": lambda a, p, f: agenda.go_to(actor=a, plenary=p, item=_item(p, f)),
    "change_item": _change_item,
    "end": lambda a, p, f: agenda.end(actor=a, plenary=p),
    "screen": lambda a, p, f: stage.put_on_screen(actor=a, plenary=p, screen=_text(f, "screen")),
    "theme": _take_up,
    "speak": lambda a, p, f: stage.speak(actor=a, plenary=p, role=_text(f, "role")),
    "write": _write,
    "rewrite": _rewrite,
    "show": lambda a, p, f: stage.show(actor=a, plenary=p, proposal=_proposal(p, f)),
    "unshow": lambda a, p, f: stage.show(actor=a, plenary=p, proposal=_proposal(p, f), shown=False),
    "merge": _merge,
    "unmerge": lambda a, p, f: stage.unmerge(actor=a, plenary=p, proposal=_proposal(p, f)),
    "open_vote": _open_round,
    "close_vote": lambda a, p, f: votes.close_round(actor=a, plenary=p),
    "line": _add,
    "reword": _reword,
    "approve": lambda a, p, f: minutes.approve(actor=a, plenary=p),
}
"""Every act of the console."""
