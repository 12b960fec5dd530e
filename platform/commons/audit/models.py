"""The chain of acts: what was done in office, each entry holding the one before it. No personal data but the number of
an official's account, and what the official wrote as the reason.
"""

import pgtrigger
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

BEGINNING = "0" * 64
"""What the first link of a book holds in place of a hash before it."""


class Book(models.Model):
    """One chain, for example of one vote (`vote/17`): how long it is, and the hash of its last link.

    Its row is locked while a link is given its number, so that links of one book come one after the other.
    """

    name = models.CharField(_("book of acts"), max_length=60, primary_key=True)
    length = models.BigIntegerField(_("number of acts"), default=0)
    head = models.CharField(max_length=64, default=BEGINNING)

    class Meta:
        verbose_name = _("book of acts")
        verbose_name_plural = _("books of acts")
        triggers = [
            pgtrigger.Protect(name="kept", operation=pgtrigger.Delete),
            pgtrigger.Trigger(
                name="only_grows",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                func="""
                    IF NEW.name <> OLD.name OR NEW.length <> OLD.length + 1 OR NOT EXISTS (
                        SELECT FROM audit_link WHERE book = NEW.name AND number IS NULL
                    ) THEN
                        RAISE EXCEPTION 'A book of acts only grows, by the links that are put into it.'
                            USING ERRCODE = 'restrict_violation';
                    END IF;
                    RETURN NEW;
                """,
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Link(models.Model):
    """One statement that changed something on record. Append-only.

    `number` counts from 1 in its book without a gap; it, `at`, `previous` and `hash` are set by the database at the
    very end of the transaction, and are empty until then. `act`: the same for all links of one verb. `verb`, `actor`,
    `reason`: as in history; `actor` is the number of the account, null for the system. `thing`: the table; `operation`:
    INSERT, UPDATE or DELETE; `rows`: how many rows; `content_hash`: SHA-256 (hex) of these rows before and after.
    """

    id = models.BigAutoField(primary_key=True)
    book = models.CharField(max_length=60)
    number = models.BigIntegerField(null=True)
    at = models.DateTimeField()
    act = models.UUIDField(null=True)
    verb = models.CharField(max_length=80, blank=True)
    actor = models.BigIntegerField(null=True)
    reason = models.TextField(blank=True)
    thing = models.CharField(max_length=63)
    operation = models.CharField(max_length=6)
    rows = models.BigIntegerField()
    content_hash = models.CharField(max_length=64)
    previous = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    class Meta:
        ordering = ("book", "number")
        verbose_name = _("link of a book of acts")
        verbose_name_plural = _("links of books of acts")
        constraints = [
            models.UniqueConstraint(fields=["book", "number"], name="audit_link_number_once"),
            models.CheckConstraint(
                condition=Q(verb__regex=r"^[a-z0-9_.-]*$") & Q(book__regex=r"^[a-z0-9_/.-]+$"),
                name="audit_link_names_plain",
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="kept", operation=pgtrigger.Delete),
            pgtrigger.Trigger(
                name="begins_open",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                func="""
                    NEW.number := NULL; NEW.at := clock_timestamp(); NEW.previous := ''; NEW.hash := '';
                    RETURN NEW;
                """,
            ),
            pgtrigger.Trigger(
                name="closed_at_commit",
                when=pgtrigger.After,
                operation=pgtrigger.Insert,
                timing=pgtrigger.Deferred,
                func="UPDATE audit_link SET number = 0 WHERE id = NEW.id AND number IS NULL; RETURN NULL;",
            ),
            # Nothing that the updating statement says is kept: number, time and hashes are made here, once.
            pgtrigger.Trigger(
                name="chained",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                declare=[("shelf", "audit_book")],
                func="""
                    IF OLD.number IS NOT NULL THEN
                        RAISE EXCEPTION 'A link of a book of acts is never changed.'
                            USING ERRCODE = 'restrict_violation';
                    END IF;
                    NEW := OLD;
                    INSERT INTO audit_book (name, length, head) VALUES (OLD.book, 0, repeat('0', 64))
                        ON CONFLICT DO NOTHING;
                    SELECT * INTO shelf FROM audit_book WHERE name = OLD.book FOR UPDATE;
                    NEW.number := shelf.length + 1;
                    NEW.previous := shelf.head;
                    NEW.at := clock_timestamp();
                    NEW.hash := encode(sha256(convert_to(concat_ws(E'\\n',
                        NEW.book, NEW.number,
                        to_char(NEW.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
                        coalesce(NEW.act::text, ''), NEW.verb, coalesce(NEW.actor::text, ''),
                        CASE NEW.reason WHEN '' THEN ''
                            ELSE encode(sha256(convert_to(NEW.reason, 'UTF8')), 'hex') END,
                        NEW.thing, NEW.operation, NEW.rows, NEW.content_hash, NEW.previous
                    ), 'UTF8')), 'hex');
                    UPDATE audit_book SET length = NEW.number, head = NEW.hash WHERE name = OLD.book;
                    RETURN NEW;
                """,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.book} {self.number}"
