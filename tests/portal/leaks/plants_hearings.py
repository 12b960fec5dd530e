"""What is planted into hearings: what was told in confidence, hidden, held, blacked out, or only keyed so far."""

import datetime as dt
from typing import Any
from uuid import uuid4

from django.utils import timezone

from commons.moderation.models import Moderation, Reason
from hearings.domain.receipts import hash_of, receipt_of
from hearings.models import (
    Appeal,
    CardKind,
    CommentAppeal,
    Consent,
    Contribution,
    DevelopmentProposal,
    Hearing,
    Keying,
    MinuteLine,
    Organisation,
    Pile,
    SealedText,
    Story,
    StoryContact,
    Subscriber,
)
from tests.factories.hearings import (
    ContributionFactory,
    EventFactory,
    HearingFactory,
    ThemeFactory,
    open_hearing,
)
from tests.factories.plenary import PlenaryFactory
from tests.factories.synthesis import SynthesisCommentFactory, SynthesisFactory
from tests.portal.leaks.town import Town
from tests.portal.leaks.words import word

HIDDEN: dict[str, Any] = {"moderation": Moderation.HIDDEN, "hidden_reason": Reason.INSULT}
DAY = dt.timedelta(days=1)


def plant(town: Town) -> None:
    """A hearing in which all is said, and one that is only being prepared."""
    hearing = open_hearing(area=town.harjula, slug="harjula-kuulee")
    ThemeFactory(hearing=hearing)
    _notes(town, hearing)
    _stories(town, hearing)
    _synthesis(town, hearing)
    _plenary(town, hearing)
    _addresses(hearing)
    _papers(town, hearing)
    town.put("hearing", hearing.slug)
    town.put("hearing_data", "notes", "survey", "smileys")
    town.put("flag_kind", "note", "story", "comment")
    town.put("hall_code", hearing.stations.get().code)
    HearingFactory(area=town.harjula, slug="tuleva", title_fi=word("preparing"), title_en=word("preparing"))


def _notes(town: Town, hearing: Hearing) -> None:
    hidden = ContributionFactory(hearing=hearing, text=word("hiddennote"), **HIDDEN)
    Appeal.objects.create(contribution=hidden, text=word("noteappeal"))
    held = ContributionFactory(hearing=hearing, text=word("heldnote"), moderation=Moderation.HELD)
    black = ContributionFactory(hearing=hearing, text=word("sealednote"))
    SealedText.objects.create(
        contribution=black, text=black.text, reason=Reason.PERSON, expires_at=timezone.now() + DAY
    )
    Contribution.objects.filter(pk=black.pk).update(text="Soita ███.", is_redacted=True)
    town.put("note", hidden.pk, held.pk, black.pk, ContributionFactory(hearing=hearing).pk)
    town.put("theme", hearing.themes.get().pk)
    Contribution.objects.filter(pk__in=town.at["note"]).update(theme=hearing.themes.get())


def _stories(town: Town, hearing: Hearing) -> None:
    def told(**fields: Any) -> Story:
        one = uuid4()
        made = Story.objects.create(
            uuid=one, hearing=hearing, receipt_hash=hash_of(receipt_of(one)), **fields
        )
        town.put("story", made.pk)
        return made

    team = told(text=word("teamstory"), consent=Consent.TEAM)
    StoryContact.objects.create(story=team, address=f"{word('storymail')}@kuvala.example")
    told(
        text=word("quotedstory"),
        consent=Consent.QUOTE,
        public_text=word("storyversion"),
        offered_at=timezone.now(),
        word="declined",
        objection=word("objection"),
    )
    gone = told(
        text=word("withdrawnstory"),
        consent=Consent.AS_WRITTEN,
        public_text=word("withdrawnstory"),
        offered_at=timezone.now(),
        published_at=timezone.now(),
    )
    Story.objects.filter(pk=gone.pk).update(
        text="", public_text="", withdrawn_at=timezone.now(), published_at=None
    )


def _synthesis(town: Town, hearing: Hearing) -> None:
    synthesis = SynthesisFactory(hearing=hearing)
    held = SynthesisCommentFactory(synthesis=synthesis, text=word("heldremark"))
    hidden = SynthesisCommentFactory(synthesis=synthesis, text=word("hiddenremark"), **HIDDEN)
    CommentAppeal.objects.create(comment=hidden, text=word("remarkappeal"))
    town.put("synthesis_comment", held.pk, hidden.pk)


def _plenary(town: Town, hearing: Hearing) -> None:
    event = EventFactory(hearing=hearing)
    plenary = PlenaryFactory(hearing=hearing, event=event)
    MinuteLine.objects.create(plenary=plenary, kind="note", text=word("leftout"), is_left_out=True)
    DevelopmentProposal.objects.create(
        theme=hearing.themes.get(), title=word("unshown"), text=word("unshown"), is_shown=False
    )
    town.put("plenary", plenary.pk)
    town.put("event", event.pk)


def _addresses(hearing: Hearing) -> None:
    Organisation.objects.create(hearing=hearing, name="Martat", email=f"{word('hostmail')}@kuvala.example")
    Subscriber.objects.create(
        hearing=hearing, address=f"{word('subscriber')}@kuvala.example", language="fi", is_confirmed=True
    )


def _papers(town: Town, hearing: Hearing) -> None:
    pile = Pile.objects.create(hearing=hearing, name="Kirjasto", kind=CardKind.values[0])
    Keying.objects.create(
        pile=pile,
        uuid=uuid4(),
        question=hearing.questions.first(),
        service_area=hearing.service_areas.first(),
        text=word("keyed"),
        keyed_text=word("keyed"),
        keyed_by=town.people["clerk_and_scribe"],
    )
    town.put("pile", pile.pk)
