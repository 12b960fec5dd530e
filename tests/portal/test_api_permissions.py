"""Who may do what through the API: every address × every kind of person, against one table."""

from uuid import uuid4

import pytest
from django.db import transaction
from django.urls import reverse

from tests.portal.api_follow_up import follow_up
from tests.portal.api_letters import letters
from tests.portal.api_rows import Row, talk_rows
from tests.portal.api_statements import statements
from tests.portal.api_world import PEOPLE, World, a_picture, build, client_of, routes

pytestmark = pytest.mark.django_db

BIG = 2**31
ELSEWHERE = "api/v1/hearings/"
"""Hearings ask their own grid, with a hall: tests/hearings/api."""


def table(world: World) -> list[Row]:
    """What is expected. The columns: anonymous, resident, author, reviewer, coordinator, vote clerk, certifier,
    councillor, moderator."""
    cycle, later = {"slug": world.cycle.slug}, {"slug": world.next_cycle.slug}
    vote = {"slug": world.vote.slug}
    area, takes = {"pk": world.cycle.area_id}, {"takes": True}
    draft, submitted = {"pk": world.draft.pk}, {"pk": world.submitted.pk}
    in_review, returned = {"pk": world.in_review.pk}, {"pk": world.returned.pk}
    on_ballot, confirmed = {"pk": world.on_ballot.pk}, {"pk": world.confirmed.pk}
    picture = {**draft, "picture": world.picture.pk}
    name = {"fi": "Uusi"}
    pot = {"name": name, "sources": [{"name": name, "amount": "10"}]}
    comment = {"kind": "for", "text": "Samaa mieltä.", "language": "fi"}
    plan = {"pk": world.plan.pk}
    suggestion = {"field": "what", "text": "Penkki, jossa on selkänoja ja pöytä."}
    merging = {"lead": world.submitted.pk, "others": [world.in_review.pk], "reason": "Sama asia."}
    date = "2026-12-01"
    project = {**vote, "project_id": "1"}
    day = {**vote, "day": world.batch.day_id}
    station = {**vote, "station": world.batch.day.station_id}
    batch = {**vote, "number": world.batch.number}
    words = {"name": {"fi": "Koulu"}, "address": "Koulukatu 1"}
    times = {"begins_at": "2026-12-01T10:00Z", "ends_at": "2026-12-01T12:00Z"}
    finding = {**vote, "pk": world.finding.pk}
    told = {**confirmed, "milestone": world.confirmed.track.milestones.get().pk}
    delay = {"reason": "weather", "expected_end": "2099-01-01"}
    place = {"picture": "file"}
    books = {"file": world.books.pk}
    bought = {**confirmed, "purchase": world.bought.pk}
    buys = {"what": "Penkki", "ordered_on": "2026-03-01", "amount": "90.00"}
    vote_area = world.vote.area_id
    # fmt: off
    return [
        #                                    anonymous, resident, author, reviewer, coordinator, clerk, certifier,
        #   method    address                councillor, moderator
        Row("GET",    "api-me",              "-++++++++"),
        Row("PATCH",  "api-me",              "-++++++++", {}, {"display_name": "Aino"}),
        Row("GET",    "api-session",         "+++++++++"),
        Row("POST",   "api-session",         "ccccccccc", {}, {"code": "123456"}),
        Row("DELETE", "api-session",         "+++++++++"),
        Row("POST",   "api-session-code",    "+++++++++", {}, {"email": "uusi@example.fi"}),
        Row("GET",    "api-data",            "+++++++++"),
        Row("GET",    "api-data-set",        "+++++++++", {"slug": "areas"}),
        Row("GET",    "api-areas",           "+++++++++"),
        Row("GET",    "api-areas-geojson",   "+++++++++"),
        Row("GET",    "api-areas-at",        "+++++++++", query="?latitude=61.5&longitude=23.8"),
        Row("GET",    "api-area",            "+++++++++", area),
        Row("GET",    "api-area-population", "+++++++++", area),
        Row("GET",    "api-geocode",         "ccccccccc", query="?q=a"),  # tests have no address search
        Row("GET",    "schema",              "+++++++++"),
        Row("GET",    "api_docs",            "+++++++++"),
        Row("GET",    "live",                "+++++++++", {"topic": f"proposal:{world.submitted.pk}"}),

        # The year and its money: read by everybody once published, set up by coordinators.
        Row("GET",    "api-cycles",          "+++++++++"),
        Row("POST",   "api-cycles",          "----+----", {}, {"area": area["pk"], "year": 2028, "name": name}),
        Row("GET",    "api-cycle",           "+++++++++", cycle),
        Row("GET",    "api-cycle",           "0000+0000", later),
        Row("PUT",    "api-cycle",           "----+----", later, {"name": name}),
        Row("POST",   "api-cycle-publish",   "----c----", later),
        Row("PUT",    "api-cycle-phases",    "----+----", later, {"phases": []}),
        Row("POST",   "api-envelopes",       "----+----", later, pot),
        Row("PUT",    "api-envelope",        "----+----", {**cycle, "pk": world.free_envelope.pk}, pot),
        Row("DELETE", "api-envelope",        "----+----", {**cycle, "pk": world.free_envelope.pk}),
        Row("DELETE", "api-envelope",        "----c----", {**cycle, "pk": world.envelope.pk}),
        Row("GET",    "api-categories",      "+++++++++"),

        # Proposals are public from submitting on; a draft is its writer's alone.
        Row("GET",    "api-proposals",       "+++++++++"),
        Row("POST",   "api-proposals",       "-++++++++", {}, {"cycle": world.cycle.slug}),
        Row("GET",    "api-proposals-geojson", "+++++++++"),
        Row("GET",    "api-proposals-similar", "+++++++++", query=f"?cycle={world.cycle.slug}&text=penkki"),
        Row("GET",    "api-proposals-mine",  "+++++++++"),
        Row("POST",   "api-proposals-claim", "-++++++++"),
        Row("GET",    "api-proposal",        "+++++++++", submitted),
        Row("GET",    "api-proposal",        "00+000000", draft),
        Row("GET",    "api-proposal-history", "+++++++++", submitted),
        Row("GET",    "api-proposal-history", "00+000000", draft),
        Row("GET",    "api-draft",           "00+000000", draft),
        Row("GET",    "api-draft",           "00+000000", submitted),
        Row("PATCH",  "api-draft",           "00+000000", draft, {"title": "Uusi nimi"}),
        Row("PATCH",  "api-draft",           "00c000000", submitted, {"title": "Uusi nimi"}),
        Row("DELETE", "api-draft",           "00+000000", draft),
        Row("DELETE", "api-draft",           "00c000000", submitted),
        Row("POST",   "api-draft-submit",    "00+000000", draft),
        Row("POST",   "api-draft-submit",    "--+------", submitted),
        Row("POST",   "api-proposal-resubmit", "--+------", returned),
        Row("POST",   "api-proposal-withdraw", "--+------", submitted),
        Row("POST",   "api-proposal-withdraw", "--c------", on_ballot),
        Row("POST",   "api-pictures",        "00+000000", draft, {"image": "file"}),
        Row("PUT",    "api-pictures-order",  "00+000000", draft, {"order": [world.picture.pk]}),
        Row("PATCH",  "api-picture",         "00+000000", picture, {"alt": "Ranta"}),
        Row("DELETE", "api-picture",         "00+000000", picture),

        # Taking part needs an account, and never goes for one's own proposal.
        Row("PUT",    "api-support",         "-+-++++++", submitted),
        Row("DELETE", "api-support",         "-+-++++++", submitted),
        Row("PUT",    "api-support",         "00-000000", draft),
        Row("PUT",    "api-follow",          "-++++++++", submitted),
        Row("DELETE", "api-follow",          "-++++++++", submitted),
        Row("GET",    "api-comments",        "+++++++++", submitted),
        Row("POST",   "api-comments",        "-++++++++", submitted, comment),
        Row("POST",   "api-comments",        "---++----", submitted, {**comment, "is_official": True}),
        Row("GET",    "api-replies",         "+++++++++", {**submitted, "comment": world.comment.pk}),
        Row("PUT",    "api-convinced",       "-+-++++++", {**submitted, "comment": world.comment.pk}),
        Row("DELETE", "api-convinced",       "-++++++++", {**submitted, "comment": world.comment.pk}),
        Row("GET",    "api-co-authors",      "--+------", submitted),
        Row("POST",   "api-co-authors",      "--+------", submitted, {"email": "ystava@example.fi"}),
        Row("DELETE", "api-co-author",       "--+------", {**submitted, "co_author": world.invitation.pk}),
        Row("PUT",    "api-invitation",      "ccccccccc", {"word": "keksitty"}, {"accepts": False}),
        Row("GET",    "api-suggestions",     "-++++++++", submitted),
        Row("POST",   "api-suggestions",     "-+-++++++", submitted, suggestion),
        Row("PUT",    "api-suggestion",      "--c------", {**submitted, "suggestion": world.suggestion.pk}, takes),
        Row("DELETE", "api-suggestion",      "-+0000000", {**submitted, "suggestion": world.suggestion.pk}),
        Row("GET",    "api-versions",        "+++++++++", submitted),
        Row("GET",    "api-merge-plans",     "----+----"),
        Row("POST",   "api-merge-plans",     "----+----", {}, merging),
        Row("GET",    "api-merge-plan",      "----+----", plan),
        Row("PUT",    "api-merge-plan-answer", "--+------", plan, {"agrees": True}),
        Row("POST",   "api-merge-plan-carry-out", "----c----", plan),
        Row("POST",   "api-merge-plan-call-off", "----+----", plan),
        Row("POST",   "api-merge-plan-undo", "----c----", plan),
        *talk_rows(world),
        Row("PATCH",  "api-comment",         "--+------", {"pk": world.comment.pk}, {"text": "Tai ei."}),
        Row("POST",   "api-comment-hide",    "----+---+", {"pk": world.comment.pk}, {"reason": "Asiaton"}),
        Row("POST",   "api-comment-show",    "----+---+", {"pk": world.hidden.pk}),

        Row("GET",    "api-mails",           "-++++++++"),
        Row("PUT",    "api-mails",           "-++++++++", {}, {"rhythm": "weekly", "tags": ["own"]}),

        Row("GET",    "api-comments-sheet",  "---++----", cycle),

        # Anybody reports; moderators decide; the writer appeals.
        Row("GET",    "api-reports",         "+++++++++"),
        Row("POST",   "api-reports",         "c++++++++", {},
            {"kind": "comment", "id": world.comment.pk, "reason": "insult"}),
        Row("GET",    "api-cases",           "----+---+"),
        Row("POST",   "api-cases",           "----+---+", {}, {"cases": [{"id": world.case.pk}], "act": "leave"}),
        Row("POST",   "api-case-decide",     "----+---+", {"pk": world.case.pk}, {"act": "leave"}),
        Row("POST",   "api-case-appeal",     "-0+000000", {"pk": world.hidden_case.pk}, {"text": "Väärin."}),
        Row("POST",   "api-case-wave",       "----+---+", {"pk": world.case.pk}),
        Row("POST",   "api-wave-undo",       "----+---+", {"pk": world.wave.pk}),
        Row("PUT",    "api-moderation-rules", "----+----", cycle,
            {"kind": "comment", "is_before": False, "trusted_after": 5}),
        Row("GET",    "api-moderation-log",  "+++++++++"),
        Row("GET",    "api-moderation-account", "+++++++++"),

        # The review is for reviewers and coordinators.
        Row("GET",    "api-reviews",         "---++----"),
        Row("GET",    "api-review",          "---++----", submitted),
        Row("PUT",    "api-review",          "---++----", submitted, {"feasibility": "feasible", "cost": "10"}),
        Row("PUT",    "api-review-assign",   "----+----", submitted, {"reviewer": None}),
        Row("PUT",    "api-review-assign",   "---cc----", submitted, {"reviewer": BIG}),
        Row("POST",   "api-review-remarks",  "---++----", submitted, {"text": "Kysy puutarhurilta."}),
        Row("POST",   "api-review-return",   "---++----", submitted, {"request": "Missä?"}),
        Row("POST",   "api-review-ballot",   "---++----", in_review, {"envelope": "potti", "cost": "10"}),
        Row("POST",   "api-review-refuse",   "---++----", in_review, {"reason": "Kaava estää.", "ground": "plan"}),
        Row("POST",   "api-review-reopen",   "---++----", on_ballot),
        Row("GET",    "api-proposal-decisions", "+++++++++", submitted),
        Row("POST",   "api-proposal-appeal", "--c------", submitted, {"text": "Paikka on toinen."}),
        Row("PUT",    "api-review-estimate", "---++----", submitted, {"lines": []}),
        Row("POST",   "api-review-extend",   "---cc----", submitted, {"until": "2031-01-02", "reason": "Loma."}),
        Row("POST",   "api-review-appeal",   "---cc----", submitted, {"text": "Ei.", "received_on": "2026-01-02"}),
        Row("POST",   "api-review-uphold",   "---cc----", submitted, {"reason": "Ei.", "ground": "plan"}),
        Row("POST",   "api-review-grant",    "---cc----", in_review, {"envelope": "potti", "cost": "1", "reason": "x"}),
        Row("GET",    "api-review-sheet",    "---++----"),
        Row("POST",   "api-review-sheet",    "---cc----", body={"file": "file"}),
        Row("POST",   "api-review-sheet-take", "---++----", body={"rows": []}),
        Row("GET",    "api-review-steps",    "----+----", cycle),
        Row("PUT",    "api-review-steps",    "----+----", cycle, {"steps": []}),
        Row("GET",    "api-review-tasks",    "---++----", submitted),
        Row("POST",   "api-review-tasks",    "---cc----", submitted, {"kind": "formal"}),
        Row("PUT",    "api-review-task",     "000000000", {"pk": BIG}, {"reviewer": None, "service": None}),
        Row("POST",   "api-review-handouts", "----+----", {}, {"what": "reviews", "proposals": [world.submitted.pk]}),
        Row("POST",   "api-review-handout-undo", "000000000", {"pk": BIG}), Row("GET", "api-review-load", "---++----"),
        Row("POST",   "api-review-finish",   "000000000", {"pk": BIG}, {"passed": True}),
        Row("POST",   "api-review-questions", "---++----", submitted, {"text": "Kenen maa?"}),
        Row("POST",   "api-review-answer",   "000000000", {"pk": BIG}, {"answer": "Kunnan."}),

        # Carrying out.
        Row("POST",   "api-moves",           "---++----", confirmed, {"to": "planned"}),
        Row("POST",   "api-moves",           "---cc----", submitted, {"to": "cancelled", "reason": "Ei."}),
        Row("GET",    "api-milestones",      "+++++++++", confirmed),
        Row("POST",   "api-milestones",      "---++----", confirmed, {"date": date, "title": name}),
        Row("PUT",    "api-milestone",       "---++----", told, {"date": date, "title": name, "reason": "Virhe"}),
        Row("GET",    "api-project-money",   "+++++++++", confirmed),
        Row("GET",    "api-project-money",   "000000000", submitted),
        Row("POST",   "api-budget-lines",    "---++----", confirmed, {"name": "Penkki", "amount": "90.00"}),
        Row("DELETE", "api-budget-line",     "---++----", {**confirmed, "line": 1}),
        Row("GET",    "api-purchases",       "+++++++++", confirmed),
        Row("POST",   "api-purchases",       "---++----", confirmed, {"reference": "T 2"} | buys),
        Row("PUT",    "api-purchase",        "---++----", bought, buys),
        Row("POST",   "api-purchase-delivery", "---++----", bought),
        Row("POST",   "api-purchase-cancel", "---++----", bought, {"reason": "Turha"}),
        Row("GET",    "api-project-plan",    "+++++++++", confirmed),
        Row("PUT",    "api-project-plan",    "---++----", confirmed),
        Row("POST",   "api-project-delay",   "---++----", confirmed, delay),
        Row("PUT",    "api-site-picture",    "---cc----", {**confirmed, "moment": "before"}, place),
        *(Row(*row) for row in [*follow_up(world), *statements(world), *letters(world)]),
        Row("GET",    "api-ledger-files",    "---++----"),
        Row("POST",   "api-ledger-files",    "---++----", body={"file": "file"}),
        Row("GET",    "api-ledger-file",     "---++----", books),
        Row("POST",   "api-ledger-take-in",  "---cc----", books),
        Row("POST",   "api-ledger-undo",     "---cc----", books, {"reason": "Väärä"}),

        # Voting goes by code, not by account; officials of the vote count and publish.
        Row("GET",    "api-votes",           "+++++++++"),
        Row("POST",   "api-vote-enter",      "ccccccccc", {}, {"code": "ABCD-EFGH-JKLM-NPQR"}),
        Row("GET",    "api-vote",            "+++++++++", vote),
        Row("GET",    "api-vote-ballot",     "---------", vote),
        Row("GET",    "api-vote-draft",      "---------", vote),
        Row("PUT",    "api-vote-draft",      "---------", vote, {"choices": []}),
        Row("POST",   "api-vote-cast",       "---------", vote, {"choices": []}),
        Row("GET",    "api-vote-receipt",    "---------", vote),
        Row("GET",    "api-vote-receipt-state", "000000000", {**vote, "code": "ABCD"}),
        Row("GET",    "api-vote-turnout",    "+++++++++", vote),
        Row("GET",    "api-vote-rules",      "+++++++++", vote),
        Row("GET",    "api-vote-notices",    "+++++++++", vote),
        Row("GET",    "api-vote-log",        "+++++++++", vote),
        Row("GET",    "api-desk-participation", "----+++--", vote),
        Row("GET",    "api-planning",        "----++++-"),
        Row("GET",    "api-planning-one",    "----0000-", vote),
        Row("GET",    "api-results",         "+++++++++"),
        Row("GET",    "api-result",          "000000000", vote),
        Row("GET",    "api-result-count",    "----000--", vote),
        Row("POST",   "api-result-count",    "----cc---", vote),
        Row("GET",    "api-result-certification", "----+++--", vote),
        Row("POST",   "api-result-certification", "------c--", vote),
        Row("GET",    "api-result-package", "000000000", vote),
        Row("POST",   "api-result-lot",      "----ccc--", vote, {"value": "4 8 15"}),
        Row("GET",    "api-result-findings", "----+++--", vote),
        Row("POST",   "api-result-findings", "----ccc--", vote),
        Row("GET",    "api-result-finding",  "----+++--", finding),
        Row("POST",   "api-result-finding",  "----ccc--", finding, {"step": "agree"}),
        Row("GET",    "api-result-seal",     "----+++--", vote),
        Row("POST",   "api-result-seal",     "----c-c--", vote),
        Row("DELETE", "api-result-seal",     "----+-+--", vote),
        Row("POST",   "api-result-publish",  "------c--", vote),
        # The result is not before the council: who may see the item hears so.
        Row("GET",    "api-council",         "000000000", vote),
        Row("GET",    "api-report",          "ccccccccc", vote),
        Row("POST",   "api-report",          "ccccccccc", vote),
        Row("POST",   "api-council",         "----c----", vote, {"meeting": "Valtuusto", "held_on": "2026-11-02"}),
        Row("PUT",    "api-council-item",    "----cccc-", vote, {"meeting": "Valtuusto", "held_on": "2026-11-02"}),
        Row("PUT",    "api-council-line",    "----cccc-", project, {"verdict": "confirmed", "section": "1"}),
        Row("PUT",    "api-council-others",  "----cccc-", vote, {"section": "1"}),
        Row("PUT",    "api-council-freed",   "----cccc-", {**vote, "envelope_slug": "pyorat"},
            {"use": "next", "reason": "x", "section": "1"}),
        Row("PUT",    "api-council-waiting", "000000000", {"pk": 1}, {"to": 1}),
        Row("PUT",    "api-council-rejection", "----cccc-", vote, {"rejects": True, "reason": "x"}),
        Row("PUT",    "api-council-state",   "----cccc-", vote, {"state": "confirmed"}),
        Row("POST",   "api-council-annexes", "----cccc-", vote, {"title": "x", "file": "file"}),
        Row("POST",   "api-council-questions", "----cccc-", vote, {"text": "x"}),
        Row("PUT",    "api-council-answer",  "000000000", {"pk": 1}, {"text": "x"}),
        Row("POST",   "api-result-import",   "----c----", body={"file": "file"}),

        # The desk of the vote: coordinators prepare and open, clerks keep the roll and print the letters.
        Row("GET",    "api-desk-votes",      "----+++--"),
        Row("GET",    "api-desk-vote",       "----+++--", vote),
        Row("PUT",    "api-desk-vote-rules", "----c----", vote, {"ballot_kind": "approval", "min_length": 1}),
        Row("GET",    "api-desk-vote-ballot", "----+++--", vote),
        Row("POST",   "api-desk-vote-ballot", "----c----", vote, {"proposal": world.on_ballot.pk}),
        Row("POST",   "api-desk-vote-fill",  "----c----", vote),
        Row("PUT",    "api-desk-vote-order", "----c----", vote, {"order": [1]}),
        Row("DELETE", "api-desk-vote-ballot-one", "----c----", project),
        Row("GET",    "api-desk-vote-roll",  "----+++--", vote),
        Row("POST",   "api-desk-vote-roll",  "----++---", vote, {"file": "file"}),
        Row("GET",    "api-desk-vote-roll-file", "----00---", {**vote, "file": uuid4()}),
        Row("POST",   "api-desk-vote-roll-file", "----000--", {**vote, "file": uuid4()}),
        Row("GET",    "api-desk-vote-letters", "----+++--", vote),
        Row("POST",   "api-desk-vote-letters", "-----c---", vote, {"languages": ["fi"]}),
        Row("POST",   "api-desk-vote-replace", "-----c---", vote, {"person": "1"}),
        Row("POST",   "api-desk-vote-revoke", "----000--", {**vote, "batch": 1}, {"reason": "Hukkui"}),
        Row("GET",    "api-desk-vote-checks", "----+++--", vote),
        Row("POST",   "api-desk-vote-open",  "----c----", vote),
        Row("GET",    "api-desk-vote-notices", "----+++--", vote),
        Row("POST",   "api-desk-vote-notices", "----cc---", vote, {"project_id": "1", "reason": "Ei"}),
        Row("POST",   "api-desk-vote-notice-confirm", "----000--", {**vote, "notice": 1}),
        Row("POST",   "api-desk-vote-notice-refuse", "----000--", {**vote, "notice": 1}, {"reason": "Ei"}),
        Row("GET",    "api-desk-vote-log",   "----+++--", vote),
        Row("GET",    "api-desk-requests",       "----++---", vote),
        Row("POST",   "api-desk-request",        "----00---", {**vote, "pk": 1}, {"add": True, "reason": "Asuu"}),
        Row("POST",   "api-vote-ask",            "ccccccccc", vote, {}),
        Row("PUT",    "api-vote-reminder",       "---------", vote, {"email": ""}),
        Row("POST",   "api-desk-people-declare", "----cc---", vote, {}),
        Row("POST",   "api-desk-people-find",    "-----c---", vote, {}),
        Row("POST",   "api-desk-people-code",    "-----c---", vote, {}),
        Row("POST",   "api-desk-people-paper",   "-----c---", vote, {}),
        Row("POST",   "api-desk-people-correct", "----c----", vote, {}),
        Row("POST",   "api-desk-requests-decide", "----cc---", vote, {}),

        # Paper: coordinators and clerks keep stations and key sheets; certifiers look on and can set a batch aside.
        Row("GET",    "api-vote-stations",   "+++++++++", vote),
        Row("GET",    "api-vote-paper",      "+++++++++", vote),
        Row("POST",   "api-vote-booth",      "ccccccccc", vote, {"wrapped": "a", "iv": "a", "sealed": "a"}),
        Row("POST",   "api-paper-reconcile", "----+++--", vote),
        Row("GET",    "api-paper-stations",  "----+++--", vote),
        Row("POST",   "api-paper-stations",  "----++---", vote, words),
        Row("PUT",    "api-paper-station",   "----++---", station, words),
        Row("GET",    "api-paper-shifts",    "----+++--", station),
        Row("POST",   "api-paper-shifts",    "----00---", station, {"officer": BIG, **times}),
        Row("DELETE", "api-paper-shift",     "----00---", {**station, "shift": 1}),
        Row("GET",    "api-paper-runs",      "----+++--", station),
        Row("POST",   "api-paper-runs",      "----++---", station, {"area": vote_area, "size": 1}),
        Row("POST",   "api-paper-run",       "----00---", {**vote, "run": BIG}),
        Row("GET",    "api-paper-days",      "----+++--", station),
        Row("POST",   "api-paper-days",      "----cc---", station, {"day": date, "first": "1"}),
        Row("GET",    "api-paper-day",       "----+++--", day),
        Row("POST",   "api-paper-back",      "----cc---", day, {"state": "unused", "first": "1"}),
        Row("POST",   "api-paper-given-out", "----++---", day, {"number": 3}),
        Row("POST",   "api-paper-close",     "----++---", day),
        Row("POST",   "api-paper-open",      "----++---", day),
        Row("POST",   "api-paper-day-batches", "----00---", day, {"officer": BIG, "size": 3}),
        Row("GET",    "api-paper-batches",   "----+++--", vote),
        Row("GET",    "api-paper-batch",     "----+++--", batch),
        Row("GET",    "api-paper-sheets",    "----++---", batch),
        Row("POST",   "api-paper-sheets",    "----cc---", batch, {"serial": "1", "line": "1"}),
        Row("DELETE", "api-paper-sheet",     "----++---", {**batch, "keyed": 1}),
        Row("POST",   "api-paper-finish",    "----cc---", batch),
        Row("POST",   "api-paper-size",      "----++---", batch, {"size": 3, "reason": "Laskettu"}),
        Row("POST",   "api-paper-anew",      "----++---", batch, {"reading": 1, "reason": "Sairas"}),
        Row("POST",   "api-paper-settle",    "----cc---", batch, {"serial": "1", "reason": "Katsottu"}),
        Row("POST",   "api-paper-accept",    "----cc---", batch),
        Row("POST",   "api-paper-photos",    "----++---", batch, {"image": "file"}),
        Row("GET",    "api-paper-photo",     "----000--", {**batch, "photo": 1}),
        Row("POST",   "api-paper-aside",     "----+++--", batch, {"reason": "Sama käsiala"}),
        Row("POST",   "api-paper-ask-back",  "----ccc--", batch, {"reason": "Kysytty"}),
        Row("POST",   "api-paper-let-back",  "----ccc--", batch),
    ]
    # fmt: on


@pytest.fixture
def world() -> World:
    return build()


def sign(status: int) -> str:
    """As in `Row`; "!" for a fault of ours, which no row expects."""
    if status < 400:
        return "+"
    return {401: "-", 403: "-", 404: "0"}.get(status, "c" if status < 500 else "!")


def seen(world: World, row: Row) -> str:
    """The signs that the program gives for a row; each request meets the untouched world."""
    signs = ""
    for who in PEOPLE:
        with transaction.atomic():
            send = getattr(client_of(world.people[who]), row.method.lower())
            address = reverse(row.name, kwargs=row.at) + row.query
            sent = {} if row.method == "GET" else {"data": row.body, "format": "json"}
            if row.body and "file" in row.body.values():
                files = {name: a_picture() for name, value in row.body.items() if value == "file"}
                sent = {"data": files, "format": "multipart"}
            signs += sign(send(address, **sent).status_code)
            transaction.set_rollback(True)
    return signs


def test_everybody_may_do_what_the_table_says_and_nothing_else(world: World) -> None:
    rows = table(world)

    found = [(row, seen(world, row)) for row in rows]

    assert [f"{row.method} {row.name}: {signs}" for row, signs in found if signs != row.outcome] == []


def test_every_address_has_a_row(world: World) -> None:
    there = {(method, name) for method, name, route in routes() if not route.startswith(ELSEWHERE)}
    told = {(row.method, row.name) for row in table(world)}

    assert (there - told, told - there) == (set(), set())
