"""The bar that says, on every page of the site, that a ballot is not cast yet."""

from typing import Any

from django import template

from voting.domain import drafts, voters

register = template.Library()


@register.inclusion_tag("voting/vote_bar.html", takes_context=True)
def uncast_bar(context: template.Context) -> dict[str, Any]:
    """NOT YET CAST, where this browser's voter has chosen and not cast. One query, and only for voters.

    Pages of the vote itself (`in_vote`) have a bar of their own.
    """
    request = context.get("request")
    session = getattr(request, "session", None)
    visitor = voters.any_voter(session) if session is not None and not context.get("in_vote") else None
    return {"slug": drafts.uncast_in(visitor) if visitor else None}
