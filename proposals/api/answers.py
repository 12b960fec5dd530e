"""Answers of the API of proposals as plain dictionaries in the shapes of `shapes.py`: quick to make for full lists."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.core.files.storage import default_storage
from django.db.models import Q

from commons.accounts.permissions import Actor
from commons.deliberation.api.answers import discussion
from commons.deliberation.api.summaries import summary_told
from commons.deliberation.domain.queries import page_of
from commons.deliberation.domain.summing_up.reading import newest_of
from commons.deliberation.reasons import in_words
from commons.followup.api.answers import milestone
from proposals.domain import following, queries
from proposals.domain.fields import missing
from proposals.domain.history import Entry
from proposals.domain.merging.reading import threads_of
from proposals.domain.queries import told
from proposals.domain.review_reading import File
from proposals.domain.similar import Similar
from proposals.models import (
    Category,
    CoAuthor,
    CoAuthorState,
    Feasibility,
    Picture,
    Proposal,
    Remark,
    Review,
    State,
)

Json = dict[str, Any]


def url_of(pk: int) -> str:
    """The path of a proposal's page."""
    return f"/proposals/{pk}/"


def rows(found: Iterable[Mapping[str, Any]]) -> list[Json]:
    """Rows of `queries.rows_of` with counts and pictures, as `ProposalRowSerializer`."""
    names = {state.value: str(state.label) for state in State}
    return [_row(dict(row), names) for row in found]


def _row(row: Json, names: Mapping[str, str]) -> Json:
    return {
        "id": row["pk"],
        "url": url_of(row["pk"]),
        "cycle": row["cycle__slug"],
        "state": row["state"],
        "state_name": names[row["state"]],
        "title": row["title"],
        "language": row["language"],
        "summary": row["summary"],
        "author": row["author__display_name"] or "",
        "category": row_category(row),
        "area": row_area(row),
        "place_name": row["place_name"],
        "latitude": row["latitude"],
        "longitude": row["longitude"],
        "cost": _money(row["cost"]),
        "rough_cost": _money(row["rough_cost"]),
        "currency": row["cycle__currency"],
        "support_count": row["support_count"],
        "comment_count": row["comments"],
        "submitted_at": row["submitted_at"],
        "picture": {"url": default_storage.url(row["picture"]), "alt": row["picture_alt"]}
        if row["picture"]
        else None,
    }


def row_category(row: Json) -> Json | None:
    """The category of a row of columns, as `NamedSerializer`."""
    slug = row["category__slug"]
    return {"slug": slug, "name": told(row, "category__name")} if slug else None


def row_area(row: Json) -> Json | None:
    """The area of a row of columns, as `PlaceAreaSerializer`."""
    if row["area_id"] is None:
        return None
    return {"id": row["area_id"], "path": row["area__path"], "name": told(row, "area__name")}


def _money(amount: Any) -> str | None:
    return None if amount is None else str(amount)


def _co_authors(proposal: Proposal) -> dict[int, list[str]]:
    """The names that those who wrote it too, and what is merged into it, chose; by proposal. One query."""
    found: dict[int, list[str]] = {}
    theirs = Q(proposal=proposal.pk) | Q(proposal__merged_into=proposal.pk)
    rows = CoAuthor.objects.filter(theirs, state=CoAuthorState.ACCEPTED).order_by("pk")
    for pk, name in rows.values_list("proposal", "user__display_name"):
        found.setdefault(pk, []).append(name)
    return found


def whole(proposal: Proposal, viewer: Actor) -> Json:
    """A proposal of `queries.one` as `ProposalSerializer`, with the first page of its discussion."""
    talk = page_of(threads_of(proposal), viewer=viewer)
    others = _co_authors(proposal)
    merged = (
        Proposal.objects.filter(merged_into=proposal.pk, hidden_at=None)
        .select_related("author")
        .order_by("pk")
    )
    return {
        **_head(proposal),
        "summary": proposal.what[: queries.SUMMARY],
        "author": proposal.author.display_name if proposal.author else "",
        "category": _named(proposal.category),
        "area": _area(proposal),
        "place_name": proposal.place_name,
        "latitude": proposal.latitude,
        "longitude": proposal.longitude,
        "cost": _money(proposal.cost),
        "rough_cost": _money(proposal.rough_cost),
        "currency": proposal.cycle.currency,
        "support_count": proposal.support_count,
        "comment_count": talk.counts.total,
        "submitted_at": proposal.submitted_at,
        "picture": _first_picture(proposal),
        **{
            name: getattr(proposal, name)
            for name in ("what", "why", "for_whom", "ground", "public_reason", "outcome_reason")
        },
        "ground_name": proposal.get_ground_display(),
        "envelope": _named(proposal.envelope),
        "pictures": [picture(one) for one in proposal.pictures.all()],
        "hidden_pictures": [in_words(reason) for reason in getattr(proposal, "hidden_pictures", ())],
        "milestones": [milestone(one) for one in queries.milestones_of(proposal)],
        "viewer": {
            "is_author": viewer.is_authenticated and proposal.author_id == viewer.pk,
            "supports": queries.supports(viewer, proposal),
            "follows": following.follows(viewer, proposal),
        },
        "co_authors": others.get(proposal.pk, []),
        "merged_into": _linked_if_shown(proposal.merged_into),
        "merged": [
            linked(one)
            | {"author": one.author.display_name if one.author else "", "co_authors": others.get(one.pk, [])}
            for one in merged.without_texts()
        ],
        "split_from": _linked_if_shown(proposal.split_from),
        "parts": [
            linked(one)
            for one in proposal.parts.exclude(merged_into=proposal.pk)
            .filter(hidden_at=None)
            .order_by("pk")
            .without_texts()
        ]
        if proposal.state == State.SPLIT
        else [],
        "thread": proposal.thread_id,
        "discussion_summary": summary_told(summed) if (summed := newest_of(proposal.thread_id)) else None,
        "discussion": discussion(talk),
    }


def _linked_if_shown(proposal: Proposal | None) -> Json | None:
    """As `LinkedSerializer`; nothing of one that moderators hid."""
    return linked(proposal) if proposal is not None and proposal.hidden_at is None else None


def linked(proposal: Proposal) -> Json:
    """As `LinkedSerializer`."""
    return {
        "id": proposal.pk,
        "url": url_of(proposal.pk),
        "title": proposal.title,
        "language": proposal.language,
    }


def _head(proposal: Proposal) -> Json:
    return {
        "id": proposal.pk,
        "url": url_of(proposal.pk),
        "cycle": proposal.cycle.slug,
        "state": proposal.state,
        "state_name": str(State(proposal.state).label),
        "title": proposal.title,
        "language": proposal.language,
    }


def _named(thing: Any) -> Json | None:
    return None if thing is None else {"slug": thing.slug, "name": str(thing.name)}


def _area(proposal: Proposal) -> Json | None:
    area = proposal.area
    return None if area is None else {"id": area.pk, "path": area.path, "name": str(area.name)}


def _first_picture(proposal: Proposal) -> Json | None:
    first = next(iter(proposal.pictures.all()), None)
    return None if first is None else {"url": first.small.url, "alt": first.alt}


def picture(one: Picture) -> Json:
    """As `PictureSerializer`."""
    return {
        "id": one.pk,
        "url": one.image.url,
        "small_url": one.small.url,
        "alt": one.alt,
        "width": one.width,
        "height": one.height,
        "position": one.position,
    }


def draft(proposal: Proposal) -> Json:
    """A proposal of `queries.own` as `OwnProposalSerializer`."""
    review = getattr(proposal, "review", None)
    # What a review holds is internal, but for the request that its author gets by letter, too.
    asked = review if review is not None and proposal.state == State.RETURNED else None
    return {
        **_head(proposal),
        **{name: getattr(proposal, name) for name in ("what", "why", "for_whom", "place_name", "saved_at")},
        "category": proposal.category.slug if proposal.category else None,
        "area": proposal.area_id,
        "latitude": proposal.latitude,
        "longitude": proposal.longitude,
        "rough_cost": _money(proposal.rough_cost),
        "missing": {name: [str(text) for text in texts] for name, texts in missing(proposal).items()},
        "pictures": [picture(one) for one in proposal.pictures.all()],
        "request": asked.request if asked else "",
        "request_until": asked.request_until if asked else None,
    }


def mine(proposal: Proposal) -> Json:
    """A row of `queries.mine` as `MineSerializer`."""
    head = _head(proposal)
    return {name: head[name] for name in ("id", "url", "cycle", "state", "state_name", "title")} | {
        "saved_at": proposal.saved_at
    }


def state(proposal: Proposal) -> Json:
    """As `StateSerializer`."""
    return {
        "id": proposal.pk,
        "url": url_of(proposal.pk),
        "state": proposal.state,
        "state_name": str(State(proposal.state).label),
    }


def similar(one: Similar) -> Json:
    """As `SimilarSerializer`."""
    return {
        "id": one.proposal.pk,
        "url": url_of(one.proposal.pk),
        "title": one.proposal.title,
        "language": one.proposal.language,
        "state": one.proposal.state,
        "support_count": one.proposal.support_count,
        "score": one.score,
    }


def category(one: Category) -> Json:
    """As `CategorySerializer`."""
    return {
        "slug": one.slug,
        "name": str(one.name),
        "description": str(one.description),
        "cycle": one.cycle.slug if one.cycle else None,
    }


def history(entries: Iterable[Entry]) -> list[Json]:
    """As `HistoryEntrySerializer`."""
    return [
        {
            "at": entry.at,
            "verb": entry.verb,
            "state": entry.state,
            "state_name": str(entry.state.label),
            "changes": [vars(change) for change in entry.changes],
        }
        for entry in entries
    ]


def queue_row(row: Json) -> Json:
    """A row of `review_reading.queue` as `QueueRowSerializer`."""
    return {
        "id": row["pk"],
        "url": url_of(row["pk"]),
        "cycle": row["cycle__slug"],
        "title": row["title"],
        "language": row["language"],
        "state": row["state"],
        "state_name": str(State(row["state"]).label),
        "area": row_area(row),
        "category": row_category(row),
        "submitted_at": row["submitted_at"],
        "support_count": row["support_count"],
        "reviewer": {"id": row["review__reviewer"], "name": row["review__reviewer__display_name"]}
        if row["review__reviewer"]
        else None,
        "due": row["review__due"],
        "step": row["step"],
        "step_service": row["step_service"],
        "step_due": row["task_due"],
        "is_late": row["is_late"],
        "is_unreached": row["is_unreached"],
        "feasibility": row["review__feasibility"] or Feasibility.OPEN,
    }


def review(file: File) -> Json:
    """As `ReviewSerializer`."""
    found = file.review or Review(proposal=file.proposal)
    reviewer = found.reviewer
    return {
        "proposal": file.proposal.pk,
        "state": file.proposal.state,
        "reviewer": {"id": reviewer.pk, "name": str(reviewer)} if reviewer else None,
        "cost": _money(found.cost),
        **{
            name: getattr(found, name)
            for name in (
                "assigned_at", "due", "feasibility", "ground", "reason", "request", "request_until", "finished_at",
                "request_outcome", "cost_source",
            )
        },
        "contingency": str(found.contingency),
        "upkeep": _money(found.upkeep),
        "saved_at": found.saved_at if found.pk else None,
        "remarks": [remark(one) for one in file.remarks],
        "letters": [
            {
                name: getattr(one, name)
                for name in (
                    "kind", "language", "subject", "body", "created_at", "sent_at", "refused_at", "paper_on",
                )
            }
            | {"id": one.pk}
            for one in file.letters
        ],
    }  # fmt: skip


def remark(one: Remark) -> Json:
    """As `RemarkSerializer`."""
    return {
        "id": one.pk,
        "author": str(one.author) if one.author else "",
        "text": one.text,
        "created_at": one.created_at,
    }
