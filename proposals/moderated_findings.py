"""What delegates note at projects, as moderation handles it: the words with the pictures that belong to them."""

from collections.abc import Collection
from typing import Any

from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from commons.live import publish
from commons.moderation import kinds
from commons.moderation.domain.intake import received
from commons.moderation.kinds import Facts, Kind, Thing
from proposals import rewording
from proposals.models import Finding

FINDING = "finding"


def _things(ids: Collection[int]) -> dict[int, Thing]:
    rows = (
        Finding.objects.filter(pk__in=ids).select_related("proposal").prefetch_related("pictures", "checks")
    )
    return {
        one.pk: Thing(
            "\n\n".join(
                text
                for text in (
                    one.text,
                    *(picture.alt for picture in one.pictures.all()),
                    *(look.text for look in one.checks.all()),
                )
                if text
            ),
            one.language,
            one.proposal.title,
            one.proposal.language,
            f"/proposals/{one.proposal_id}/progress/#finding-{one.pk}",
            next((picture.image.url for picture in one.pictures.all()), ""),
        )
        for one in rows.defer("proposal__search", "proposal__title_plain")
    }


def facts_of_finding(finding: Finding) -> Facts:
    """With its project and delegate. It concerns nobody beside its writer: officials of a unit are not its judges."""
    text = "\n".join([finding.text, finding.place, *(picture.alt for picture in finding.pictures.all())])
    project = finding.proposal
    return Facts(text, finding.delegate.user_id, project.area_id, project.cycle_id, language=finding.language)


def receive_finding(finding: Finding) -> bool:
    """Bring a finding that was just noted to moderation; whether it is held until somebody has read it."""
    return received(FINDING, finding.pk, facts_of_finding(finding))


def _facts(pk: int) -> Facts | None:
    found = Finding.objects.public().select_related("proposal", "delegate").filter(pk=pk).first()
    return facts_of_finding(found) if found is not None else None


def _conceal(ids: Collection[int], reason: str) -> None:
    _mark(ids, hidden_at=Now(), hidden_reason=reason)


def _reveal(ids: Collection[int]) -> None:
    _mark(ids, hidden_at=None, hidden_reason="")


def _mark(ids: Collection[int], **fields: Any) -> None:
    rows = Finding.objects.filter(pk__in=ids)
    rows.update(**fields)
    publish(*{f"proposal:{pk}" for pk in rows.values_list("proposal", flat=True)})


def register() -> None:
    """Make findings known to moderation."""
    kinds.register(
        Kind(
            FINDING,
            _("Finding of the follow-up group"),
            _things,
            _facts,
            _conceal,
            _reveal,
            rewording.passages_of_finding,
            rewording.rewrite_finding,
        )
    )
