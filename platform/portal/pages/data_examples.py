"""Examples of reading the open data and the API. A test runs each of them as it stands here."""

from dataclasses import dataclass, replace

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from commons.opendata.datasets import Words

SITE = "https://raati.example"
"""Stands for the address of the site in the examples below."""


@dataclass(frozen=True)
class Example:
    """Lines for a shell (`curl`) or a program that needs nothing but Python's standard library."""

    title: Words
    kind: str
    lines: str

    def at(self, _site: str = "") -> "Example":
        """The same with this site's own address."""
        return replace(self, lines=self.lines.replace(SITE, settings.SITE_URL.rstrip("/")))


EXAMPLES = (
    Example(_("All proposals as a table"), "curl", f"curl -o proposals.csv {SITE}/data/proposals.csv"),
    Example(
        _("Again only if something has changed"),
        "curl",
        f"curl --etag-save proposals.etag --etag-compare proposals.etag -o proposals.csv {SITE}/data/proposals.csv",
    ),
    Example(_("Proposals on a map"), "curl", f"curl -o proposals.geojson {SITE}/data/proposals.geojson"),
    Example(
        _("Count and council side by side as a table"),
        "curl",
        f"curl -o council-decisions.csv {SITE}/data/council-decisions.csv",
    ),
    Example(
        _("Projects that are carried out on a map"),
        "curl",
        f"curl -o projects.geojson {SITE}/data/projects.geojson",
    ),
    Example(_("What there is"), "curl", f"curl {SITE}/api/v1/data/"),
    Example(_("What each field of a data set means"), "curl", f"curl {SITE}/api/v1/data/turnout/"),
    Example(_("The description for other catalogues"), "curl", f"curl {SITE}/data/catalogue.jsonld"),
    Example(
        _("Through the interface: proposals about a word, page by page"),
        "curl",
        f"curl '{SITE}/api/v1/proposals/?q=penkki'",
    ),
    Example(_("Through the interface: the published results"), "curl", f"curl {SITE}/api/v1/results/"),
    Example(
        _("A program: the most supported proposals of each area"),
        "python",
        f'''\
import json
import urllib.request

with urllib.request.urlopen("{SITE}/data/proposals.json") as answer:
    proposals = json.load(answer)["rows"]

by_area = {{}}
for proposal in proposals:
    by_area.setdefault(proposal["area"] or "", []).append(proposal)
for area, found in sorted(by_area.items()):
    best = max(found, key=lambda proposal: proposal["supports"])
    print(area or "the whole town", len(found), best["title"], best["supports"], sep="\\t")
''',
    ),
    Example(
        _("A program: what the council changed, and why"),
        "python",
        f'''\
import json
import urllib.request
from decimal import Decimal


def rows(name):
    with urllib.request.urlopen(f"{SITE}/data/{{name}}.json") as answer:
        return json.load(answer)["rows"]


titles = {{proposal["proposal"]: proposal["title"] for proposal in rows("proposals")}}
for decision in rows("council-decisions"):
    if decision["difference"] and Decimal(decision["difference"]) != 0:
        print(titles.get(decision["proposal"]), decision["difference"], decision["reason"], sep="\\t")
for freed in rows("council-freed"):
    print(freed["envelope"], "freed", freed["freed"], freed["use"], freed["to_projects"] or "", sep="\\t")
''',
    ),
    Example(
        _("A program: projects that are late, with the unit and the reason"),
        "python",
        f'''\
import json
import urllib.request

with urllib.request.urlopen("{SITE}/data/projects.json") as answer:
    projects = json.load(answer)["rows"]

for project in projects:
    if project["delay_reason"]:
        days = (project["planned_end"], project["expected_end"])
        print(project["title"], *days, project["delay_reason"], project["unit_en"] or "", sep="\\t")
''',
    ),
)
