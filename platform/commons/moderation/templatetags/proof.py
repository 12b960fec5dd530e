"""The piece that every form without an account carries: a field that people do not see, and the work of the browser."""

from uuid import UUID

from django import template

from commons.moderation import proof

register = template.Library()


@register.inclusion_tag("moderation/_proof.html")
def proof_of(purpose: str, uuid: UUID | str, *, later: bool = False) -> dict[str, object]:
    """For a form whose thing carries this id. `later`: the page's own script begins the work where it needs it."""
    try:
        word = proof.word_of(purpose, UUID(str(uuid)))
    except ValueError:
        word = ""
    return {"word": word, "bits": proof.BITS_OF_ID, "later": later}


@register.inclusion_tag("moderation/_proof.html")
def proof_signed(sent: str = "") -> dict[str, object]:
    """For a form without an id: on a fresh word, or the one that was `sent` and refused."""
    word = sent[:200] or proof.challenge()
    return {"word": word, "bits": proof.BITS, "challenge": word}
