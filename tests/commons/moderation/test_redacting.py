"""Words that are blacked out: in every kind with text, everywhere they stand, sealed for a year, and taken back."""

from datetime import timedelta

import pytest
from django.apps import apps
from django.core import mail
from django.test import Client
from django.utils import timezone

from commons.accounts.models import Role, User
from commons.deliberation.domain import comments
from commons.deliberation.models import Statement
from commons.http.errors import Invalid, NotAllowed
from commons.moderation.asking import Tab, Wish
from commons.moderation.domain import appealing, deciding, looking, mails, redacting
from commons.moderation.domain.errors import (
    CannotHide,
    CannotRedact,
    NotHidden,
    NothingSealed,
    OwnDecision,
    OwnMatter,
)
from commons.moderation.domain.intake import case_of
from commons.moderation.models import Appeal, Case, Decision, Reason, Sealed
from proposals import rewording
from proposals.domain.together import reading
from proposals.models import FindingPicture, Picture, Proposal, State
from tests.commons.moderation.conftest import case, say
from tests.factories.accounts import UserFactory, official
from tests.factories.delegates import FindingFactory
from tests.factories.places import AreaFactory
from tests.factories.proposals import BallotProposalFactory, ProposalFactory

pytestmark = pytest.mark.django_db


def of(kind: str, pk: int) -> Case:
    found = case_of(kind, pk)
    assert found is not None
    return found


def picture(proposal: Proposal, alt: str) -> Picture:
    made: Picture = Picture.objects.create(
        proposal=proposal, image="a.jpg", small="b.jpg", alt=alt, width=4, height=3, position=1
    )
    return made


def test_a_comment_keeps_everything_but_the_covered_words_and_gets_them_back(
    proposal: Proposal, moderator: User
) -> None:
    said = say(proposal, "Soita 040 123 4567, kysy Repeä tai e.")
    found = redacting.redact(actor=moderator, case=case(said), words="Repeä\ne.")
    said.refresh_from_db()
    assert (said.text, said.hidden_at) == ("Soita ▇▇▇, kysy ▇▇▇ tai ▇▇", None)
    redacting.restore(actor=official(Role.COORDINATOR), case=found)
    said.refresh_from_db()
    assert said.text == "Soita 040 123 4567, kysy Repeä tai e."
    with pytest.raises(NothingSealed):
        redacting.restore(actor=moderator, case=found)
    assert list(Decision.objects.order_by("pk").values_list("is_redacted", flat=True)) == [True, False]


@pytest.mark.parametrize(
    ("act", "text", "is_granted"), [("restore", "Kysy Repeä.", True), ("leave", "Kysy ▇▇▇.", False)]
)
def test_its_writer_appeals_once_and_another_person_decides_whether_the_words_come_back(
    proposal: Proposal, moderator: User, client: Client, act: str, text: str, is_granted: bool
) -> None:
    writer, second = UserFactory(language="en"), official(Role.COORDINATOR)
    said = say(proposal, "Kysy Repeä.", writer)
    found = redacting.redact(actor=moderator, case=case(said), words="Repeä", marked=False)
    own, desk = f"/moderation/{found.pk}/", f"/desk/moderation/{found.pk}/"
    client.force_login(writer)
    assert client.post(own, {"text": "Hän on julkinen henkilö."}).status_code == 302
    for wish in (redacting.restore, deciding.leave, deciding.refuse_appeal):
        with pytest.raises(OwnDecision):
            wish(actor=moderator, case=found)
    assert not looking.waiting(actor=moderator, wish=Wish(Tab.APPEALED))[0].may_decide
    client.force_login(second)
    assert [row.case for row in client.get("/desk/moderation/?tab=appealed").context["rows"]] == [found]

    client.post(desk, {"act": act})

    said.refresh_from_db()
    decided = Decision.objects.latest("pk")
    appeal = Appeal.objects.get()
    assert (said.text, appeal.is_granted, decided.is_second, decided.by) == (text, is_granted, True, second)
    mail.outbox.clear()
    mails.tell_writer(found.pk)
    first = mail.outbox[0].body.splitlines()[0]
    assert first == (
        "Another person has looked at your appeal: it is shown again."
        if is_granted
        else "Another person has looked at your appeal: the words stay blacked out."
    )
    with pytest.raises(NotHidden):
        appealing.appeal(actor=writer, case=found, text="Kolmas kerta.")


def test_more_words_blacked_out_leave_the_appeal_open(proposal: Proposal, moderator: User) -> None:
    writer = UserFactory()
    found = redacting.redact(
        actor=moderator, case=case(say(proposal, "Kysy Repeä tai Liisaa.", writer)), words="Repeä"
    )
    appealing.appeal(actor=writer, case=found, text="Miksi?")
    redacting.redact(actor=official(Role.COORDINATOR), case=found, words="Liisaa")
    assert Appeal.objects.get().decided_at is None


def test_no_history_of_a_comment_keeps_what_was_covered(proposal: Proposal, moderator: User) -> None:
    writer = UserFactory()
    said = say(proposal, "Numero on 040 123 4567.", writer)
    comments.edit(actor=writer, comment=said, text="Numero on 040 123 4567, soittakaa.")
    redacting.redact(actor=moderator, case=case(said))
    events = apps.get_model("deliberation", "CommentEvent")._default_manager
    texts = events.filter(pgh_obj=said.pk).order_by("pgh_id").values_list("text", flat=True)
    assert list(texts) == ["Numero on ▇▇▇.", "Numero on ▇▇▇, soittakaa.", "Numero on ▇▇▇, soittakaa."]


def test_a_proposal_is_covered_in_all_its_texts_and_versions_though_its_text_is_frozen(
    moderator: User, client: Client
) -> None:
    proposal = ProposalFactory(
        title="Kiusaaja Virtanen pois", what="Virtanen asuu talossa 3.", why="Koska.", state=State.SUBMITTED
    )
    found = redacting.redact(actor=moderator, case=of("proposal", proposal.pk), words="Virtanen")
    proposal.refresh_from_db()
    assert (proposal.title, proposal.what) == ("Kiusaaja ▇▇▇ pois", "▇▇▇ asuu talossa 3.")
    assert [one.texts["title"] for one in reading.versions(proposal)] == ["Kiusaaja ▇▇▇ pois"]
    pages = [
        f"/proposals/{proposal.pk}/",
        f"/proposals/{proposal.pk}/history/",
        f"/api/v1/proposals/{proposal.pk}/",
    ]
    answers = [client.get(page) for page in pages]
    assert [(one.status_code, "Virtanen" in one.content.decode()) for one in answers] == [(200, False)] * 3
    redacting.restore(actor=moderator, case=found)
    proposal.refresh_from_db()
    assert (proposal.title, proposal.what) == ("Kiusaaja Virtanen pois", "Virtanen asuu talossa 3.")
    assert [one.texts["title"] for one in reading.versions(proposal)] == [
        "Kiusaaja Virtanen pois",
        "Kiusaaja ▇▇▇ pois",
        "Kiusaaja Virtanen pois",
    ]


def test_what_was_changed_since_stays_when_it_is_taken_back(moderator: User) -> None:
    proposal = ProposalFactory(title="Pois Virtanen", what="Virtanen asuu täällä.", state=State.RETURNED)
    found = redacting.redact(actor=moderator, case=of("proposal", proposal.pk), words="Virtanen")
    Proposal.objects.filter(pk=proposal.pk).update(what="Kirjoitin uudestaan.")
    redacting.restore(actor=moderator, case=found)
    proposal.refresh_from_db()
    assert (proposal.title, proposal.what) == ("Pois Virtanen", "Kirjoitin uudestaan.")


def test_the_words_of_a_picture_are_covered_and_a_name_is_hidden_whole(
    proposal: Proposal, moderator: User
) -> None:
    shown = picture(proposal, "Naapuri Matti Virtanen pihallaan")
    redacting.redact(actor=moderator, case=of("picture", shown.pk), words="Matti Virtanen")
    shown.refresh_from_db()
    assert shown.alt == "Naapuri ▇▇▇ pihallaan"
    with pytest.raises(CannotRedact):
        redacting.redact(actor=moderator, case=of("name", UserFactory(display_name="Ruma").pk), words="Ruma")


def test_what_a_delegate_noted_is_covered_with_its_pictures_though_its_words_stay(moderator: User) -> None:
    noted = FindingFactory(text="Soita Repelle.", place="Repen portti")
    shown = FindingPicture.objects.create(finding=noted, image="a.jpg", alt="Repen auto")
    found = redacting.redact(actor=moderator, case=of("finding", noted.pk), words="Repe")
    noted.refresh_from_db()
    shown.refresh_from_db()
    assert (noted.text, noted.place, shown.alt) == ("Soita ▇▇▇lle.", "▇▇▇n portti", "▇▇▇n auto")
    redacting.restore(actor=moderator, case=found)
    noted.refresh_from_db()
    assert (noted.text, noted.place) == ("Soita Repelle.", "Repen portti")


def test_a_statement_is_covered_unless_another_one_would_read_the_same(
    proposal: Proposal, moderator: User
) -> None:
    made = [
        Statement.objects.create(thread=proposal.thread, author=UserFactory(), text=text)
        for text in ("Repe pois.", "Pepe pois.")
    ]
    redacting.redact(actor=moderator, case=of("statement", made[0].pk), words="Repe")
    made[0].refresh_from_db()
    assert made[0].text == "▇▇▇ pois."
    with pytest.raises(CannotRedact):
        redacting.redact(actor=moderator, case=of("statement", made[1].pk), words="Pepe")


def test_of_a_merged_proposal_the_leading_talk_hears_of_a_covered_statement(
    proposal: Proposal, moderator: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    lead = ProposalFactory(cycle=proposal.cycle)
    said = Statement.objects.create(thread=proposal.thread, author=UserFactory(), text="Repe pois.")
    Proposal.objects.filter(pk=proposal.pk).update(state=State.MERGED, merged_into=lead)
    told: list[str] = []
    monkeypatch.setattr(rewording, "publish", lambda *topics: told.extend(topics))
    redacting.redact(actor=moderator, case=of("statement", said.pk), words="Repe")
    assert told == [f"statements:{proposal.thread_id}", f"statements:{lead.thread_id}"]


def test_refused_without_words_reason_permission_or_on_the_ballot(
    proposal: Proposal, moderator: User
) -> None:
    found = case(say(proposal, "Ei mitään peitettävää."))
    for sent in ({"words": "olematon"}, {"words": ""}, {"words": "Ei", "reason": "koska"}):
        with pytest.raises(Invalid):
            redacting.redact(actor=moderator, case=found, **sent)
    elsewhere = official(Role.MODERATOR, area=AreaFactory(slug="muualla"))
    for actor in (UserFactory(), elsewhere):
        with pytest.raises(NotAllowed):
            redacting.redact(actor=actor, case=found, words="Ei")
    own = say(proposal, "Soita 040 123 4567.", moderator)
    with pytest.raises(OwnMatter):
        redacting.redact(actor=moderator, case=case(own))
    ballot = BallotProposalFactory(title="Virtanen", state=State.ON_BALLOT)
    with pytest.raises(CannotHide):
        redacting.redact(actor=moderator, case=of("proposal", ballot.pk), words="Virtanen")
    assert not Sealed.objects.exists()


def test_the_writer_is_told_why_and_the_list_offers_to_take_it_back(
    proposal: Proposal, moderator: User, client: Client
) -> None:
    writer = UserFactory(language="en")
    said = say(proposal, "Osta veneeni osoitteesta vene.example.", writer)
    client.force_login(moderator)
    address = f"/desk/moderation/{case(said).pk}/"
    client.post(address, {"act": "redact", "words": "vene.example", "why": "advertisement"})
    mails.tell_writer(case(said).pk)
    assert ["It is an advertisement." in one.body for one in mail.outbox] == [True]
    rows = looking.waiting(actor=moderator, wish=Wish(Tab.REDACTED, reason=Reason.ADVERTISEMENT))
    assert [row.thing.text for row in rows] == ["Osta veneeni osoitteesta ▇▇▇."]
    assert looking.waiting(actor=moderator, wish=Wish(Tab.REDACTED, reason=Reason.HATE)) == []
    client.post(f"/api/v1/moderation/cases/{rows[0].case.pk}/decide/", {"act": "restore"}, "application/json")
    said.refresh_from_db()
    assert said.text == "Osta veneeni osoitteesta vene.example."
    client.force_login(writer)
    assert client.get(f"/moderation/{rows[0].case.pk}/").status_code == 200


def test_sealed_words_go_after_a_year(proposal: Proposal, moderator: User) -> None:
    found = redacting.redact(actor=moderator, case=case(say(proposal, "Soita 040 123 4567.")))
    assert redacting.drop_expired() == 0
    Sealed.objects.all().delete()
    Sealed.objects.create(
        case=found, reason=Reason.PERSON, parts={}, expires_at=timezone.now() - timedelta(days=1)
    )
    assert redacting.drop_expired() == 1
    with pytest.raises(NothingSealed):
        redacting.restore(actor=moderator, case=found)


def test_a_hidden_picture_says_why_on_the_page_and_over_the_api(
    proposal: Proposal, moderator: User, client: Client
) -> None:
    shown = picture(proposal, "Vene")
    deciding.hide(actor=moderator, case=of("picture", shown.pk), reason=Reason.ADVERTISEMENT)
    page = client.get(f"/proposals/{proposal.pk}/")
    assert (page.context["seen"].hidden_pictures, page.context["pictures"]) == (
        [str(Reason.ADVERTISEMENT.label)],
        [],
    )
    told = client.get(f"/api/v1/proposals/{proposal.pk}/", headers={"accept-language": "en"}).json()
    assert (told["hidden_pictures"], told["pictures"]) == (["It advertises something"], [])
