"""The gallery of the pieces, each in several states: to look at, and to hold against axe. Only in a demo town."""

import datetime as dt
from decimal import Decimal
from typing import Any

from django import forms
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.safestring import mark_safe

LONG = "Päiväkotitoiminnanjohtajakoulutuskeskuksen piha-alueen kunnostussuunnitelma"
ARABIC = "حديقة صغيرة للأطفال بجانب المدرسة"
LOREM = "Penkkejä, puita ja valoa puiston läpi kulkevan polun varrelle, jotta iltalenkille uskaltaa lähteä yksinkin."


class SampleForm(forms.Form):
    """One field of every kind."""

    title = forms.CharField(label="Otsikko", help_text="Yksi lause riittää.", max_length=80)
    what = forms.CharField(label="Mitä ja miksi", widget=forms.Textarea, required=False)
    cost = forms.DecimalField(label="Arvio hinnasta euroina", required=False)
    area = forms.ChoiceField(label="Alue", choices=[("h", "Harjula"), ("l", LONG)])
    kind = forms.ChoiceField(
        label="Aihe", choices=[("p", "Puistot"), ("l", "Liikenne")], widget=forms.RadioSelect
    )
    groups = forms.MultipleChoiceField(
        label="Kenelle",
        choices=[("c", "Lapsille"), ("o", "Ikäihmisille")],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    agree = forms.BooleanField(label="Olen lukenut ohjeen", help_text="Ohje on yhden sivun mittainen.")


def _phases(now: dt.datetime, open_at: int) -> list[dict[str, Any]]:
    names = ["Ehdota", "Arviointi", "Keskustelu", "Äänestys", "Valtuusto päättää", "Toteutus"]
    phases: list[dict[str, Any]] = [
        {
            "name": name,
            "state": "done" if i < open_at else "now" if i == open_at else "next",
            "starts": now + dt.timedelta(days=40 * (i - open_at) - 5),
        }
        for i, name in enumerate(names)
    ]
    if open_at < len(phases):
        phases[open_at] |= {
            "ends": now + dt.timedelta(days=3, hours=2),
            "headline": "Nyt äänestetään",
            "text": "Valitse hankkeet, joihin kaupunginosasi rahat käytetään. Äänestää voi 12 vuotta täyttänyt.",
            "action_url": "#",
            "action_label": "Äänestä",
        }
    return phases


def _cards() -> list[dict[str, Any]]:
    full = {
        "url": "#",
        "title": "Valaistu pulkkamäki Harjulaan",
        "summary": LOREM,
        "area": "Harjula",
        "category": "Liikunta ja leikki",
        "cost": Decimal(12500),
        "supports": 128,
        "comments": 14,
        "state": "on_ballot",
        "state_label": "Äänestettävänä",
        "lang": "fi",
    }
    states = [
        ("under_way", "Työn alla"),
        ("not_feasible", "Ei toteutettavissa"),
        ("returned", "Täydennettävänä"),
    ]
    return [
        full,
        full | {"title": LONG, "distance": "350 m", "state": "done", "state_label": "Valmis"},
        full
        | {
            "title": ARABIC,
            "summary": ARABIC * 3,
            "lang": "ar",
            "state": "funded",
            "state_label": "Rahoitettu",
        },
        {"url": "#", "title": "Vain otsikko"},
        *(full | {"state": state, "state_label": label, "comments": 0} for state, label in states),
    ]


def _rows(kind: str) -> list[dict[str, Any]]:
    titles = ["Valaistu pulkkamäki", LONG, ARABIC]
    return [
        {
            "kind": kind,
            "id": f"{kind}-{i}",
            "name": f"project-{i}" if kind != "check" else "projects",
            "value": 3 if kind == "points" else i,
            "max": 5,
            "chosen": i == 0 and kind == "check",
            "title": title,
            "summary": LOREM,
            "cost": Decimal(12500 * (i + 1)),
            "area": "Harjula",
            "category": "Liikunta",
            "url": "#",
        }
        for i, title in enumerate(titles)
    ]


def _results() -> list[dict[str, Any]]:
    return [
        {
            "title": title,
            "url": "#",
            "votes": votes,
            "cost": Decimal(cost),
            "funded": funded,
            "why": why,
            "line_before": line,
        }
        for title, votes, cost, funded, why, line in [
            (
                "Valaistu pulkkamäki",
                1284,
                12500,
                True,
                "Eniten ääniä, ja rahaa oli jäljellä 50 000 €.",
                False,
            ),
            (LONG, 911, 30000, True, "Toiseksi eniten ääniä, ja rahaa oli jäljellä 37 500 €.", False),
            (
                "Uimaranta talveksi auki",
                640,
                22000,
                False,
                "Rahaa oli jäljellä 7 500 €. Puuttui 14 500 €.",
                True,
            ),
            (ARABIC, 212, 7000, True, "Mahtui jäljellä olleeseen 7 500 euroon.", False),
        ]
    ]


def _talk(now: dt.datetime) -> dict[str, Any]:
    def said(kind: str, text: str, **more: Any) -> dict[str, Any]:
        return {"kind": kind, "text": text, "author": "Asukas Esimerkki", "when": now, **more}

    answer = said("answer", "Kyllä: mäki aurataan talvisin.", author="Puistopalvelut")
    return {
        "for": [said("for", LOREM), said("for", ARABIC, lang="ar")],
        "against": [said("against", "Mäki on jo nyt liian täynnä.")],
        "others": [
            said("question", "Kuka huoltaa mäen?", replies=[answer]),
            said("improvement", "Lisätkää penkki."),
            said("comment", "", hidden="Piilotettu: yksityisen ihmisen nimi. Kirjoittajalle on kerrottu."),
        ],
    }


CHART = mark_safe(
    '<svg viewBox="0 0 300 80" width="300" height="80"><rect width="280" height="20" fill="#0a5a46"/>'
    '<rect y="30" width="150" height="20" fill="#0a5a46"/><rect y="60" width="60" height="20" fill="#0a5a46"/></svg>'
)


def gallery(request: HttpRequest) -> HttpResponse:
    """Show every piece: empty, one, many, a long Finnish word, Arabic."""
    if not settings.RAATI_DEMO:
        raise Http404
    now = timezone.now()
    bound = SampleForm({"title": "", "cost": "paljon", "area": "h"})
    track = [
        {"label": "Ehdotettu", "state": "done", "when": now - dt.timedelta(days=200)},
        {"label": "Arvioitu", "state": "done", "when": now - dt.timedelta(days=120)},
        {
            "label": "Äänestettävänä",
            "state": "now",
            "text": "Tulos julkaistaan, kun laskenta on vahvistettu.",
        },
        {"label": "Toteutus", "state": "next"},
    ]
    context = {
        "year_voting": _phases(now, 3),
        "year_start": _phases(now, 0),
        "year_over": _phases(now, 6),
        "cards": _cards(),
        "checks": _rows("check"),
        "points": _rows("points"),
        "results": _results(),
        "talk": _talk(now),
        "track": track,
        "stopped": [
            *track[:2],
            {"label": "Ei toteutettavissa", "state": "stopped", "text": "Alue on luonnonsuojelualuetta."},
        ],
        "receipt": {"code": "K7QM-2XRT-9HDW", "at": now, "until": now + dt.timedelta(days=3)},
        "figure": {
            "title": "Äänestäneet iän mukaan",
            "svg": CHART,
            "columns": ["Ikä", "Äänestäneitä", "Osuus"],
            "rows": [["12–17", "281", "31 %"], ["18–29", "150", "12 %"], ["30–", "alle 5", "–"]],
            "note": "Alle viiden hengen ryhmiä ei näytetä.",
            "rows_url": "#",
        },
        "entry": {
            "when": now,
            "actor": "Virkailija Esimerkki",
            "what": "Muutti kustannusarviota",
            "reason": "Valaisinpylväitä tarvitaan kaksi enemmän.",
            "changes": [{"name": "Hinta", "before": "10 000 €", "after": "12 500 €"}],
        },
        "tasks": [
            {
                "id": i,
                "url": "#",
                "title": title,
                "cells": [("Alue", "Harjula"), ("Aihe", "Puistot")],
                "state": "in_review",
                "state_label": "Arvioitavana",
                "assignee": "Virkailija Esimerkki" if i else "",
                "due": now.date(),
                "late": not i,
            }
            for i, title in enumerate(["Valaistu pulkkamäki", LONG, ARABIC])
        ],
        "steps": [
            {"label": "Otsikko", "state": "done", "url": "#"},
            {"label": "Mitä ja miksi", "state": "now"},
            {"label": "Paikka", "state": "next"},
            {"label": "Tarkistus", "state": "next"},
        ],
        "crumbs": [{"label": "Ehdotukset", "url": "#"}, {"label": "Harjula", "url": "#"}, {"label": LONG}],
        "areas": [{"id": 1, "name": "Harjula"}, {"id": 2, "name": "Ranta-Kylmälä"}],
        "form": bound,
        "fresh": SampleForm(prefix="fresh"),
        "long": LONG,
        "next_lines": ["Virkailija lukee ehdotuksesi viikon kuluessa.", "Saat viestin sähköpostiisi."],
    }
    return render(request, "pieces_gallery.html", context)
