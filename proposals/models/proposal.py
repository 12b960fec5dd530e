"""The proposal.

Personal data: who wrote it; where its author may be found is not stored. The text may hold personal data
that the author put there. Drafts are private to their author; from submitting on everything here is public
except `author` beyond the name that person chose to show, `draft_owner` and `key`.
"""

from collections.abc import Iterable
from typing import Any

import pghistory
import pgtrigger
from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from commons.deliberation.models import Thread
from commons.followup.models import Track
from commons.places.models import Area
from commons.process.models import Cycle, Envelope
from proposals.models.category import Category
from proposals.models.ground import GROUND_LENGTH, Ground
from proposals.models.states import LISTED, MOVES, OPEN_TEXT, PRICED, State

TITLE_LENGTH = 120
TEXT_LENGTH = 5000

TEXT_FIELDS = ("title", "what", "why", "for_whom", "language")
TOLD_FIELDS = (
    *TEXT_FIELDS,
    "state",
    "category",
    "area",
    "latitude",
    "longitude",
    "place_name",
    "rough_cost",
    "cost",
    "envelope",
    "ground",
    "public_reason",
    "outcome_reason",
)
"""What the public history tells about."""


class ProposalQuerySet(models.QuerySet["Proposal"]):
    """Rows by who may see them."""

    def public(self) -> "ProposalQuerySet":
        """What everybody may read: everything but drafts, in published budget years."""
        return self.filter(cycle__is_published=True, hidden_at=None).exclude(state=State.DRAFT)

    def listed(self) -> "ProposalQuerySet":
        """What the public list shows by default: also without the withdrawn ones."""
        return self.filter(cycle__is_published=True, state__in=LISTED, hidden_at=None)

    def visible_to(self, user: Any) -> "ProposalQuerySet":
        """Public ones and the user's own."""
        public = models.Q(cycle__is_published=True, hidden_at=None) & ~models.Q(state=State.DRAFT)
        if user.is_authenticated:
            return self.filter(public | models.Q(author=user.pk))
        return self.filter(public)

    def without_texts(self) -> "ProposalQuerySet":
        """Leaves the long texts in the database."""
        return self.defer("what", "why", "for_whom", "public_reason", "outcome_reason", *GENERATED)


GENERATED = ("search", "title_plain")


class _OwnFunction(models.Func):
    """A function that the first migration makes."""

    def __init__(self, *expressions: str, **extra: Any) -> None:
        super().__init__(*expressions, **extra)


class SearchVector(_OwnFunction):
    """Weighted text search vector, stemmed by the proposal's own language (see migration 0001)."""

    function = "proposals_vector"
    output_field = SearchVectorField()


class Plain(_OwnFunction):
    """Lower case without accents, for comparing by trigrams (see migration 0001)."""

    function = "proposals_plain"
    output_field = models.TextField()


def _changed(*fields: str) -> str:
    """SQL for a trigger's condition: one of `fields` has another value than before."""
    columns = [f"{name}_id" if name in ("category", "area", "envelope") else name for name in fields]
    old, new = (", ".join(f"{row}.{column}" for column in columns) for row in ("OLD", "NEW"))
    return f"ROW({old}) IS DISTINCT FROM ROW({new})"


def _refuse(words: str) -> str:
    return f"RAISE EXCEPTION '{words}' USING ERRCODE = 'check_violation';"


def _quoted(states: Iterable[State]) -> str:
    return ", ".join(f"'{state}'" for state in states)


@pghistory.track(
    pghistory.InsertEvent(condition=pgtrigger.Condition(f"NEW.state <> '{State.DRAFT}'")),
    pghistory.UpdateEvent(
        condition=pgtrigger.Condition(f"NEW.state <> '{State.DRAFT}' AND {_changed(*TOLD_FIELDS)}")
    ),
    fields=list(TOLD_FIELDS),
    obj_field=pghistory.ObjForeignKey(related_name="events"),
    append_only=True,
    model_name="ProposalEvent",
)
class Proposal(models.Model):
    """An idea for the town's money, from the first draft to the opened playground.

    `language`: of the text, BCP 47. `latitude`, `longitude`: WGS 84 degrees, both or neither. `rough_cost`:
    the author's guess, `cost`: the town's figure, both in the cycle's currency. `public_id`: the project's
    name in an imported `.pb` file, else empty. `public_reason`: the review's reason, `ground`: of a refusal;
    `outcome_reason`: the council's, or why it was cancelled. `hidden_at`, `hidden_reason`: by moderation.
    `support_count` follows the supports by trigger. `draft_owner`: keyed hash of the browser that holds a draft
    begun without signing in. `key`: made by the author's device, so that starting twice makes one. `merged_into`: the
    proposal that a merged one goes on in; nothing of it is moved there, so that undoing it loses nothing. `split_from`:
    the proposal that this one was a part of.
    """

    cycle = models.ForeignKey(
        Cycle, on_delete=models.PROTECT, related_name="proposals", verbose_name=_("budget year")
    )
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="proposals"
    )
    language = models.CharField(_("language of the text"), max_length=12, default="fi")
    title = models.CharField(_("title"), max_length=TITLE_LENGTH, blank=True)
    what = models.TextField(_("what"), max_length=TEXT_LENGTH, blank=True)
    why = models.TextField(_("why"), max_length=TEXT_LENGTH, blank=True)
    for_whom = models.TextField(_("for whom"), max_length=TEXT_LENGTH, blank=True)
    category = models.ForeignKey(
        Category,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="proposals",
        verbose_name=_("category"),
    )
    area = models.ForeignKey(
        Area,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="proposals",
        verbose_name=_("area"),
    )
    latitude = models.FloatField(_("latitude"), null=True, blank=True)
    longitude = models.FloatField(_("longitude"), null=True, blank=True)
    place_name = models.CharField(_("place"), max_length=160, blank=True)
    rough_cost = models.DecimalField(_("rough cost"), max_digits=14, decimal_places=2, null=True, blank=True)
    cost = models.DecimalField(_("cost"), max_digits=14, decimal_places=2, null=True, blank=True)
    state = models.CharField(_("state"), max_length=14, choices=State, default=State.DRAFT)
    envelope = models.ForeignKey(
        Envelope,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="proposals",
        verbose_name=_("envelope"),
    )
    thread = models.OneToOneField(Thread, on_delete=models.PROTECT, related_name="proposal", editable=False)
    track = models.OneToOneField(Track, on_delete=models.PROTECT, related_name="proposal", editable=False)
    public_id = models.CharField(max_length=80, blank=True, editable=False)
    ground = models.CharField(_("ground"), max_length=GROUND_LENGTH, choices=Ground, blank=True)
    public_reason = models.TextField(_("reason of the decision"), max_length=TEXT_LENGTH, blank=True)
    outcome_reason = models.TextField(_("reason of the council"), max_length=TEXT_LENGTH, blank=True)
    support_count = models.PositiveIntegerField(_("supporters"), db_default=0, default=0, editable=False)
    hidden_at = models.DateTimeField(_("hidden on"), null=True, editable=False)
    hidden_reason = models.CharField(_("why it was hidden"), max_length=16, blank=True, editable=False)
    draft_owner = models.CharField(max_length=64, blank=True, editable=False)
    key = models.UUIDField(null=True, unique=True, editable=False)
    created_at = models.DateTimeField(db_default=Now(), editable=False)
    saved_at = models.DateTimeField(db_default=Now(), editable=False)
    submitted_at = models.DateTimeField(_("handed in on"), null=True, blank=True, editable=False)
    merged_into = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="merged",
        editable=False,
        verbose_name=_("merged into"),
    )
    split_from = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="parts", editable=False
    )
    search = models.GeneratedField(
        expression=SearchVector("language", "title", "what", "why", "for_whom", "place_name"),
        output_field=SearchVectorField(),
        db_persist=True,
    )
    title_plain = models.GeneratedField(
        expression=Plain("title"), output_field=models.TextField(), db_persist=True
    )

    objects = ProposalQuerySet.as_manager()

    class Meta:
        ordering = ("-pk",)
        verbose_name = _("proposal")
        verbose_name_plural = _("proposals")
        indexes = [
            GinIndex(fields=["search"], name="proposal_search"),
            GinIndex(fields=["title_plain"], name="proposal_title_trigrams", opclasses=["gin_trgm_ops"]),
            models.Index(fields=["cycle", "state"], name="proposal_in_cycle_by_state"),
            models.Index(
                fields=["draft_owner"], name="proposal_draft_owner", condition=~models.Q(draft_owner="")
            ),
        ]
        constraints = [
            models.CheckConstraint(condition=models.Q(state__in=State.values), name="proposal_state_known"),
            models.CheckConstraint(
                condition=models.Q(latitude__isnull=True, longitude__isnull=True)
                | models.Q(latitude__range=(-90, 90), longitude__range=(-180, 180)),
                name="proposal_point_on_earth",
            ),
            models.CheckConstraint(
                condition=models.Q(state=State.DRAFT) | ~models.Q(title=""), name="proposal_has_title"
            ),
            models.CheckConstraint(
                condition=~models.Q(state__in=PRICED) | models.Q(cost__isnull=False, envelope__isnull=False),
                name="proposal_on_ballot_has_cost_and_envelope",
            ),
            models.CheckConstraint(
                condition=~models.Q(state=State.NOT_FEASIBLE) | ~models.Q(public_reason=""),
                name="proposal_refusal_has_reason",
            ),
            models.CheckConstraint(
                condition=models.Q(ground="") | models.Q(state=State.NOT_FEASIBLE, ground__in=Ground.values),
                name="proposal_ground_fits",
            ),
            models.CheckConstraint(
                condition=~models.Q(state__in=(State.DROPPED, State.CANCELLED))
                | ~models.Q(outcome_reason=""),
                name="proposal_drop_has_reason",
            ),
            models.CheckConstraint(
                condition=models.Q(cost__isnull=True) | models.Q(cost__gt=0), name="proposal_cost_positive"
            ),
            models.CheckConstraint(
                condition=models.Q(rough_cost__isnull=True) | models.Q(rough_cost__gt=0),
                name="proposal_rough_cost_positive",
            ),
            models.CheckConstraint(
                condition=models.Q(hidden_at=None) | ~models.Q(state__in=PRICED),
                name="proposal_hidden_not_on_ballot",
            ),
            models.CheckConstraint(
                condition=models.Q(hidden_at=None) | ~models.Q(hidden_reason=""),
                name="proposal_hidden_has_reason",
            ),
            models.CheckConstraint(
                condition=models.Q(draft_owner="") | models.Q(state=State.DRAFT, author__isnull=True),
                name="proposal_draft_owner_only_of_drafts",
            ),
            models.CheckConstraint(
                condition=models.Q(state=State.MERGED, merged_into__isnull=False)
                | (~models.Q(state=State.MERGED) & models.Q(merged_into__isnull=True)),
                name="proposal_merged_says_into_what",
            ),
            models.UniqueConstraint(
                fields=["cycle", "public_id"],
                condition=~models.Q(public_id=""),
                name="proposal_public_id_in_cycle",
            ),
        ]
        triggers = [
            pgtrigger.FSM(
                name="moves", field="state", transitions=[(str(old), str(new)) for old, new in MOVES]
            ),
            pgtrigger.Trigger(
                name="text_frozen",
                operation=pgtrigger.UpdateOf(*TEXT_FIELDS),
                when=pgtrigger.Before,
                condition=pgtrigger.Condition(
                    f"OLD.state NOT IN ({_quoted(OPEN_TEXT)}) AND {_changed(*TEXT_FIELDS)}"
                ),
                func=_refuse("The text of a submitted proposal is frozen."),
            ),
            pgtrigger.Trigger(
                name="same_cycle",
                operation=pgtrigger.Insert | pgtrigger.UpdateOf("cycle_id", "category_id", "envelope_id"),
                when=pgtrigger.Before,
                condition=pgtrigger.Condition("NEW.category_id IS NOT NULL OR NEW.envelope_id IS NOT NULL"),
                func="""
                IF EXISTS (
                    SELECT FROM proposals_category WHERE id = NEW.category_id AND cycle_id <> NEW.cycle_id
                ) OR EXISTS (
                    SELECT FROM process_envelope WHERE id = NEW.envelope_id AND cycle_id <> NEW.cycle_id
                ) THEN
                    RAISE EXCEPTION 'Category or envelope of another cycle.'
                        USING ERRCODE = 'check_violation';
                END IF;
                RETURN NEW;
                """,
            ),
            pgtrigger.Trigger(
                name="merged_once",
                operation=pgtrigger.Insert | pgtrigger.UpdateOf("merged_into_id"),
                when=pgtrigger.Before,
                condition=pgtrigger.Condition("NEW.merged_into_id IS NOT NULL"),
                func="""
                IF NEW.merged_into_id = NEW.id OR NOT EXISTS (
                    SELECT FROM proposals_proposal
                    WHERE id = NEW.merged_into_id AND cycle_id = NEW.cycle_id AND merged_into_id IS NULL
                ) OR EXISTS (SELECT FROM proposals_proposal WHERE merged_into_id = NEW.id) THEN
                    RAISE EXCEPTION 'Merged into itself, another cycle, or a chain.'
                        USING ERRCODE = 'check_violation';
                END IF;
                RETURN NEW;
                """,
            ),
            pgtrigger.Trigger(
                name="part_of_whole",
                operation=pgtrigger.Insert | pgtrigger.UpdateOf("split_from_id"),
                when=pgtrigger.Before,
                condition=pgtrigger.Condition("NEW.split_from_id IS NOT NULL"),
                func="""
                IF NEW.split_from_id = NEW.id OR NOT EXISTS (
                    SELECT FROM proposals_proposal WHERE id = NEW.split_from_id AND cycle_id = NEW.cycle_id
                ) THEN
                    RAISE EXCEPTION 'Part of itself or of another cycle.' USING ERRCODE = 'check_violation';
                END IF;
                RETURN NEW;
                """,
            ),
            pgtrigger.Trigger(
                name="split_has_parts",
                operation=pgtrigger.UpdateOf("state"),
                when=pgtrigger.Before,
                condition=pgtrigger.Condition(
                    f"NEW.state = '{State.SPLIT}' AND OLD.state <> '{State.SPLIT}'"
                ),
                func="""
                IF (SELECT count(*) FROM proposals_proposal WHERE split_from_id = NEW.id) < 2 THEN
                    RAISE EXCEPTION 'Split into fewer than two parts.' USING ERRCODE = 'check_violation';
                END IF;
                RETURN NEW;
                """,
            ),
            pgtrigger.Trigger(
                name="never_deleted",
                operation=pgtrigger.Delete,
                when=pgtrigger.Before,
                condition=pgtrigger.Condition(f"OLD.state <> '{State.DRAFT}'"),
                func=_refuse("A submitted proposal is never deleted."),
            ),
        ]

    def __str__(self) -> str:
        return self.title or str(_("Untitled draft"))

    def get_absolute_url(self) -> str:
        """Its one address for life."""
        return f"/proposals/{self.pk}/"

    @classmethod
    def blank(cls, **fields: Any) -> "Proposal":
        """A saved proposal with a thread and a track of its own."""
        return cls.objects.create(thread=Thread.objects.create(), track=Track.objects.create(), **fields)

    @classmethod
    def bulk(cls, rows: Iterable[dict[str, Any]]) -> list["Proposal"]:
        """Many saved proposals, each with a thread and a track of its own, in three queries a thousand."""
        found = list(rows)
        threads = Thread.objects.bulk_create([Thread() for _row in found], batch_size=1000)
        tracks = Track.objects.bulk_create([Track() for _row in found], batch_size=1000)
        made = [
            cls(thread=thread, track=track, **row)
            for row, thread, track in zip(found, threads, tracks, strict=True)
        ]
        return cls.objects.bulk_create(made, batch_size=1000)
