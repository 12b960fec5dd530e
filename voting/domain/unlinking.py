"""Taking out of the database everything that could join a ballot to its voter, when the box is sealed.

What is done, in one transaction, to the rows of the election:

1. Drafts and the browser sessions of voters are deleted, the buckets that limit tries, the numbers of networks, and
   what two people keyed from numbered sheets, with the photographs of single sheets; cases forget which ballots they
   were about (excluded ones stay marked).
2. Ballots, their choices and the roll are written anew: `DELETE`, then `INSERT … SELECT … ORDER BY random()`. A row's
   place on the disk (`ctid`) and its writer (`xmin`) otherwise tell the order of casting on both sides: the ballot and
   the tick on the roll were written by the same transaction.
3. On the way each pseudonym becomes a random one and each version the first, also of a ballot that replaced another:
   the desk knows who came for a code after having voted. Where fewer than `LEAST` ballots were replaced, what those
   said is deleted. The hash of the sender's key and the hour of the ballot are emptied, ways by which fewer than
   `LEAST` ballots came are noted as the web, and the roll keeps the day of voting instead of the hour. Paper ballots
   keep their batch where at least `LEAST` of them have it, for the account of the paper; from a smaller one they lose
   it, with the way, unless the batch is set aside: what does not count has to stay told from what does.

4. Addresses that hear how the year's projects go are written anew too: many asked for it right after they had voted.

Ids of ballots and receipts stay: they were drawn by lot, and are what published files and history go by. The guards
against changes are switched off for these statements alone (`pgtrigger.ignore`). After the commit `sweep` rewrites the
tables' files, because PostgreSQL keeps the old rows in them until then.
"""

import pgtrigger
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.db import connection

from commons.places.domain.small_groups import LEAST
from proposals.domain import year_news
from voting.models import AnomalyCase, BallotDraft, BatchPhoto, Election, KeyedSheet, NetworkHour

TABLES = (
    "voting_ballot",
    "voting_ballotchoice",
    "voting_rollentry",
    "voting_ballotdraft",
    "django_session",
    "voting_keyedsheet",
    "voting_batchphoto",
    "voting_anomalycase",
    "voting_networkhour",
    "proposals_yearreader",
)
"""Rewritten by `sweep`."""

_BOX = """
CREATE TEMPORARY TABLE sealed_choices ON COMMIT DROP AS
    SELECT c.* FROM voting_ballotchoice c JOIN voting_ballot b ON b.id = c.ballot_id WHERE b.election_id = {election};
CREATE TEMPORARY TABLE sealed_ballots ON COMMIT DROP AS
    SELECT * FROM voting_ballot WHERE election_id = {election};
UPDATE sealed_ballots SET pseudonym = replace(gen_random_uuid()::text || gen_random_uuid()::text, '-', ''),
    version = 1, key_hash = '', cast_hour = NULL;
DELETE FROM sealed_choices WHERE ballot_id IN (SELECT id FROM sealed_ballots WHERE superseded)
    AND (SELECT count(*) FROM sealed_ballots WHERE superseded) < {least};
UPDATE sealed_ballots SET channel = 'web', paper_batch_id = NULL WHERE paper_batch_id IN (
    SELECT b.paper_batch_id FROM sealed_ballots b JOIN voting_paperbatch p ON p.id = b.paper_batch_id
    WHERE NOT p.is_quarantined GROUP BY 1 HAVING count(*) < {least});
UPDATE sealed_ballots SET channel = 'web' WHERE paper_batch_id IS NULL AND channel IN (
    SELECT channel FROM sealed_ballots WHERE NOT superseded GROUP BY channel HAVING count(*) < {least});
DELETE FROM voting_ballotchoice WHERE ballot_id IN (SELECT id FROM sealed_ballots);
DELETE FROM voting_ballot WHERE election_id = {election};
INSERT INTO voting_ballot SELECT * FROM sealed_ballots ORDER BY random();
INSERT INTO voting_ballotchoice SELECT * FROM sealed_choices ORDER BY random();
"""
_ROLL = """
CREATE TEMPORARY TABLE sealed_roll ON COMMIT DROP AS
    SELECT * FROM voting_rollentry WHERE election_id = {election};
UPDATE sealed_roll SET voted_at = date_trunc('day', voted_at), paper_since = date_trunc('day', paper_since);
DELETE FROM voting_rollentry WHERE election_id = {election};
INSERT INTO voting_rollentry SELECT * FROM sealed_roll ORDER BY random();
"""
_FORGET = "DROP TABLE sealed_choices, sealed_ballots, sealed_roll"


def unlink(election: Election) -> None:
    """Do all of it, in the caller's transaction."""
    BallotDraft.objects.filter(entry__election=election).delete()
    AnomalyCase.objects.filter(election=election).update(ballots=[])
    NetworkHour.objects.filter(election=election).delete()
    year_news.mix(election.cycle)
    _forget_visits(election)
    # Two whole numbers of our own: what switches the guards off cannot be mixed with named parameters.
    statements = f"{_BOX};{_ROLL};{_FORGET}".format(election=int(election.pk), least=LEAST)
    with pgtrigger.ignore(), connection.cursor() as cursor:
        KeyedSheet.objects.filter(batch__election=election).delete()
        BatchPhoto.objects.filter(batch__election=election, sheet__isnull=False).delete()
        for statement in filter(str.strip, statements.split(";")):
            cursor.execute(statement)
        cursor.execute("DELETE FROM http_bucket")


def _forget_visits(election: Election) -> None:
    """Take the voters of this election out of all browser sessions; whoever is signed in besides stays so."""
    for session in Session.objects.iterator():
        data = session.get_decoded()
        voter = data.pop("voter", None)
        if not isinstance(voter, dict) or voter.get("election") != election.pk:
            continue
        key = session.session_key
        session.delete()
        if data:
            Session.objects.create(
                session_key=key,
                session_data=SessionStore().encode(data),
                expire_date=session.expire_date,
            )


def sweep() -> None:
    """Write the tables' files anew, so that no deleted row is left in them. Outside of any transaction."""
    if connection.in_atomic_block:
        return
    with connection.cursor() as cursor:
        for table in TABLES:
            cursor.execute(f"VACUUM (FULL, ANALYZE) {table}")
