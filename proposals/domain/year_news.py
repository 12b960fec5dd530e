"""Hearing by mail how the funded projects of a year go, without an account: ask, confirm, stop.

Made so that nothing is learned of a ballot from it, although many ask right after voting. Asking stores nothing: what
was asked travels, encrypted, in the link of the mail, so that logs of addresses say nothing either. Confirming writes
the row together with up to 200 others of the year in an order drawn by lot, so that neither its place nor its writer
tells when it came; every night, and when a ballot box is sealed, all rows are written anew (`mix`) and the table's file
is swept of old ones (`sweep`).
"""

import base64
import datetime as dt
import hashlib
import json
from collections.abc import Collection
from typing import Any
from uuid import UUID

from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.core.mail import EmailMessage
from django.core.validators import MaxLengthValidator, validate_email
from django.db import IntegrityError, connection, transaction
from django.db.models import Max
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from commons.accounts.domain.posting import AddressTakesNoMail, post_now
from commons.http.errors import Invalid
from commons.moderation.proof import NO_EFFORT, OPEN_FOR, Effort, Pace
from commons.places.models import Area
from commons.process.models import Cycle
from commons.texts.translated import LANGUAGES
from proposals.domain.errors import UnknownNewsLink
from proposals.models import YearReader

LINK_LASTS = dt.timedelta(days=7)
BY_NETWORK = Pace(proven=(120, 3600.0), unproven=(30, 3600.0))
"""In an hour; many ask right after they voted at a library."""
ONE_ADDRESS_SECONDS = 600
"""Within so many seconds an address is asked to confirm once; remembered in memory alone."""
LONGEST = 254
MOST_AREAS = 50
MIXED_WITH = 200
"""So many rows are written anew together with each new one, itself among them."""
KEPT = dt.timedelta(days=365)
"""So long after the last phase of the year addresses are kept."""


def areas_of(cycle: Cycle) -> list[Area]:
    """The areas below the year's town that may be chosen, in their order. One query."""
    rows = Area.objects.filter(path__startswith=cycle.area.path).exclude(pk=cycle.area_id)
    return list(rows.defer("outline", "outline_shown").order_by("path"))


def ask(
    *,
    network: str,
    cycle: Cycle,
    address: str,
    language: str,
    areas: Collection[int] = (),
    effort: Effort = NO_EFFORT,
) -> None:
    """Send a mail that asks to confirm; nothing is stored. The same answer for every address that takes mail.

    `network`: where it comes from, for the rate limit alone. `areas`: ids; empty for the whole town. `effort`: a filled
    trap is thanked and forgotten, without proof of work a slower limit holds. Raises `Invalid`, `TooOften`.
    """
    if effort.trap:
        return
    wrong: dict[str, list[str | Promise]] = {}
    cleaned = address.replace("\x00", "").strip()
    try:
        validate_email(cleaned)
        MaxLengthValidator(LONGEST)(cleaned)
    except ValidationError:
        wrong["address"] = [_("Write a mail address such as name@example.org.")]
    if len(set(areas)) > MOST_AREAS or not set(areas) <= {one.pk for one in areas_of(cycle)}:
        wrong["areas"] = [_("Choose areas of this town.")]
    if language not in LANGUAGES:
        wrong["language"] = [_("Choose a language from the list.")]
    if wrong:
        raise Invalid(fields=wrong)
    # By network alone: a bucket of the address would keep when it was asked, beside the hour of a ballot.
    BY_NETWORK.take("year news", network, is_proven=_is_proven(effort))
    seen = salted_hmac("proposals.year-news", f"{cycle.pk} {cleaned.lower()}", algorithm="sha256").hexdigest()
    if cache.add(f"year-news-{seen}", True, ONE_ADDRESS_SECONDS):
        try:
            _mail_link(cycle, cleaned, language, sorted(set(areas)))
        except AddressTakesNoMail:
            cache.delete(f"year-news-{seen}")  # asked once more, it is told once more
            raise


def _is_proven(effort: Effort) -> bool:
    """That a word was used is remembered in memory alone, too: a row of the database would tell when."""
    word = hashlib.sha256(effort.challenge.encode()).hexdigest()
    return effort.is_solved() and cache.add(f"year-news-proof-{word}", True, OPEN_FOR)


def _mail_link(cycle: Cycle, address: str, language: str, areas: list[int]) -> None:
    wish = {"cycle": cycle.pk, "address": address, "language": language, "areas": areas}
    word = _lock().encrypt(json.dumps(wish).encode()).decode()
    with override(language):
        url = settings.SITE_URL + reverse("proposals:year_news_confirm", args=[word])
        content = {"cycle": cycle, "url": url, "site": settings.SITE_NAME}
        subject, _line, body = (
            render_to_string("proposals/mail/year_news.txt", content).strip().partition("\n")
        )
    message = EmailMessage(
        subject=" ".join(subject.split())[:200],
        body=body.strip() + "\n",
        to=[address],
        headers={"Content-Language": language, "Auto-Submitted": "auto-generated"},
    )
    post_now(message, address_field="address")


def asked_with(word: str) -> tuple[Cycle, str]:
    """The year and the address of a link that asks to confirm. Raises `UnknownNewsLink`. One query."""
    wish = _read(word)
    return _cycle(wish), wish["address"]


def _read(word: str) -> dict[str, Any]:
    try:
        found: dict[str, Any] = json.loads(
            _lock().decrypt(word.encode(), ttl=int(LINK_LASTS.total_seconds()))
        )
    except InvalidToken:
        raise UnknownNewsLink from None
    return found


def _lock() -> Fernet:
    """What locks the links: a key of its own, made of the server's secret."""
    digest = salted_hmac("proposals.year-news", "link", algorithm="sha256").digest()
    return Fernet(base64.urlsafe_b64encode(digest))


def _cycle(wish: dict[str, Any]) -> Cycle:
    found = Cycle.objects.select_related("area").filter(pk=wish["cycle"], is_published=True).first()
    if found is None:
        raise UnknownNewsLink
    return found


@transaction.atomic
def confirm(*, word: str) -> YearReader:
    """Begin to be told what the link says; again, or with a newer link, the last one holds. Raises
    `UnknownNewsLink`."""
    wish = _read(word)
    cycle = _cycle(wish)
    _one_at_a_time()
    fields = {"language": wish["language"], "areas": wish["areas"]}
    same = YearReader.objects.filter(cycle=cycle, address__iexact=wish["address"])
    if not same.update(**fields):
        try:
            with transaction.atomic():
                YearReader.objects.create(cycle=cycle, address=wish["address"], **fields)
        except IntegrityError:
            pass  # opened twice at the same moment
    kept = same.get()
    _write_anew(cycle, first=[kept.pk], most=MIXED_WITH)
    return kept


_MIX = """
CREATE TEMPORARY TABLE mixed_readers ON COMMIT DROP AS
    SELECT * FROM proposals_yearreader WHERE cycle_id = %(cycle)s
    ORDER BY id IN (SELECT unnest(%(first)s::uuid[])) DESC, random() LIMIT %(most)s;
DELETE FROM proposals_yearreader WHERE id IN (SELECT id FROM mixed_readers);
INSERT INTO proposals_yearreader SELECT * FROM mixed_readers ORDER BY random();
DROP TABLE mixed_readers
"""


def _one_at_a_time() -> None:
    """Wait for whoever writes rows anew: until the end of their transaction the rows stand nowhere else."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('proposals_yearreader'))")


def _write_anew(cycle: Cycle, *, first: Collection[UUID] = (), most: int | None = None) -> None:
    """Write rows of the year anew, in an order drawn by lot, by one writer: `first` and others, at most `most`."""
    values: dict[str, Any] = {"cycle": cycle.pk, "first": list(first), "most": most}
    with connection.cursor() as cursor:
        for statement in _MIX.split(";"):
            cursor.execute(statement, values if "%(" in statement else None)


@transaction.atomic
def mix(cycle: Cycle) -> None:
    """Write all rows of a year anew, so that one writer has written them all: at night, and when a box is sealed."""
    _one_at_a_time()
    _write_anew(cycle)


def mix_all() -> None:
    """Every year's, and the table's file without its old rows. Outside of any transaction the file is swept too."""
    for cycle in Cycle.objects.filter(pk__in=YearReader.objects.values("cycle")):
        mix(cycle)
    sweep()


def sweep() -> None:
    """Write the table's file anew, so that no deleted row is left in it. Outside of any transaction."""
    if not connection.in_atomic_block:
        with connection.cursor() as cursor:
            cursor.execute(f"VACUUM (FULL, ANALYZE) {YearReader._meta.db_table}")


def by_stop_word(word: str) -> YearReader | None:
    """The address whose mails carry this word; None for one that has stopped. One query."""
    rows = YearReader.objects.select_related("cycle__area")
    return rows.filter(stop_word=word[:40].replace("\x00", "")).first()


@transaction.atomic
def stop(*, word: str) -> None:
    """Forget the address; again changes nothing."""
    _one_at_a_time()
    YearReader.objects.filter(stop_word=word[:40].replace("\x00", "")).delete()


@transaction.atomic
def drop_old() -> int:
    """Delete the addresses of years whose last phase ended long ago; how many."""
    _one_at_a_time()
    old = Cycle.objects.annotate(end=Max("phases__closes_at")).filter(end__lt=timezone.now() - KEPT)
    deleted, _by_model = YearReader.objects.filter(cycle__in=old).delete()
    return deleted
