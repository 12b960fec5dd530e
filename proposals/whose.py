"""Whose a proposal is."""

from django.db.models import Q

from proposals.models import CoAuthor, CoAuthorState, Proposal


def authors_of(proposal: Proposal) -> tuple[int, ...]:
    """Ids of its author and co-authors, and of those of every proposal that was merged with it. One query."""
    lead = proposal.merged_into_id or proposal.pk
    plan = Proposal.objects.filter(Q(pk=lead) | Q(merged_into=lead))
    first = plan.exclude(author=None).order_by().values_list("author", flat=True)
    others = CoAuthor.objects.filter(proposal__in=plan.order_by().values("pk"), state=CoAuthorState.ACCEPTED)
    return tuple(sorted(first.union(others.order_by().values_list("user", flat=True))))
