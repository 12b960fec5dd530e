"""Every table that everybody can read is open data too, or it is said here why it cannot be."""

from pathlib import Path

from django.conf import settings

from commons.opendata import datasets

MATCHED: dict[str, tuple[str, ...]] = {
    "commons/deliberation/templates/deliberation/statements/opinions.html": ("statements", "opinion-groups"),
    "commons/moderation/templates/moderation/log.html": (
        "moderation",
        "moderation-sums",
        "hearing-moderation",
    ),
    "commons/places/templates/places/area.html": ("areas", "population"),
    "commons/process/templates/process/year.html": ("cycles", "phases", "envelopes", "funding"),
    "hearings/templates/hearings/_report_figure.html": ("hearing-reports",),
    "hearings/templates/hearings/hearing.html": ("hearings", "hearing-notes"),
    "hearings/templates/hearings/minutes.html": ("hearing-speaking", "hearing-plenary-votes"),
    "hearings/templates/hearings/moderation.html": ("hearing-moderation",),
    "hearings/templates/hearings/report.html": ("hearing-reports", "hearing-themes", "hearing-survey"),
    "hearings/templates/hearings/smileys.html": ("hearing-smileys",),
    "proposals/templates/proposals/_evaluation.html": ("evaluations",),
    "proposals/templates/proposals/_money.html": ("projects", "project-budget", "project-ledger"),
    "proposals/templates/proposals/decision.html": ("review-decisions", "review-costs"),
    "proposals/templates/proposals/delegates/visits.html": ("projects", "findings"),
    "voting/templates/voting/_package.html": ("ballots",),
    "voting/templates/voting/council/_beside.html": (
        "council-decisions",
        "council-envelopes",
        "council-freed",
    ),
    "voting/templates/voting/council/year.html": ("council-envelopes", "council-transfers"),
    "voting/templates/voting/paper/account.html": ("paper-account", "paper-set-aside"),
    "voting/templates/voting/report/page.html": (
        "reports",
        "results",
        "turnout",
        "council-decisions",
        "projects",
    ),
    "voting/templates/voting/result.html": ("results", "turnout"),
    "voting/templates/voting/vote_rules.html": ("votes", "ballot-projects"),
    "voting/templates/voting/vote_start.html": ("ballot-projects",),
    "voting/templates/voting/vote_turnout.html": ("turnout-now", "votes-so-far"),
}
"""Templates of public pages with a table, and where the same figures are."""

NOT_DATA = {
    "commons/audit/templates/audit/entry.html": "the words of a history entry",
    "hearings/templates/hearings/_walk.html": "the timetable of a walk, in words and hours",
    "portal/templates/open_data/dataset.html": "the dictionary itself",
    "portal/templates/pieces/figure.html": "a piece of other pages",
    "portal/templates/pieces/history_entry.html": "a piece of other pages",
    "portal/templates/pieces_gallery.html": "the gallery of pieces",
    "portal/templates/statements/privacy.html": "words",
    "voting/templates/voting/_notice.html": "how a project was worded before and after",
    "voting/templates/voting/_planning_spent.html": "reckoned as the reader asks, of ballots that are published",
    "voting/templates/voting/planning.html": "reckoned as the reader asks, of ballots that are published",
    "voting/templates/voting/_roll_problems.html": "for officials",
    "voting/templates/voting/paper/batch.html": "for officials",
    "voting/templates/voting/paper/key.html": "for officials",
    "voting/templates/voting/paper/station.html": "for officials",
}


def tables() -> set[str]:
    """Templates with a table, but those of desks."""
    root = Path(settings.ROOT)
    found = set()
    for part in ("platform", "proposals", "voting", "hearings"):
        for path in (root / part).rglob("templates/**/*.html"):
            name = str(path.relative_to(root)).removeprefix("platform/")
            is_desk = path.name.startswith(("desk_", "_desk_", "desk.")) or "desk" in path.parts
            if not is_desk and "<table" in path.read_text(encoding="utf-8"):
                found.add(name)
    return found


def test_every_public_table_of_figures_is_open_data() -> None:
    assert tables() == {*MATCHED, *NOT_DATA}


def test_the_data_sets_named_are_there() -> None:
    there = {dataset.slug for dataset in datasets.every()}

    assert {slug for slugs in MATCHED.values() for slug in slugs} - there == set()
