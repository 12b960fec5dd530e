"""The queue by language, and new things that come to it by themselves."""

from typing import Any

import pytest
from django.test import Client

from commons.accounts.models import Role, User
from commons.deliberation.models import CommentKind
from commons.live.models import TopicVersion
from commons.moderation.asking import UNKNOWN, Tab, Wish, wish_of
from commons.moderation.domain import deciding, looking
from commons.moderation.models import Case
from proposals.domain import discussion
from proposals.models import Proposal
from tests.commons.moderation.conftest import case, say
from tests.factories.accounts import UserFactory, official
from tests.factories.places import AreaFactory

pytestmark = pytest.mark.django_db


def write(proposal: Proposal, text: str, language: str) -> Any:
    return discussion.comment(
        actor=UserFactory(), proposal=proposal, kind=CommentKind.FOR, text=text, language=language
    )


@pytest.fixture
def spoken(proposal: Proposal) -> None:
    """Two in Finnish, one in Swedish, one of which nobody said it."""
    for text, language in (("Yksi.", "fi"), ("Kaksi.", "fi"), ("Ett.", "sv"), ("Nimi", "fi")):
        write(proposal, text, language)
    Case.objects.filter(target=Case.objects.order_by("-pk").values("target")[:1]).update(language="")


def test_the_queue_is_chosen_by_language_by_page_and_by_api(
    spoken: None, moderator: User, client: Client
) -> None:
    client.force_login(moderator)

    def found(query: str) -> tuple[list[str], int]:
        page = client.get(f"/desk/moderation/?tab=new{query}")
        answer = client.get(f"/api/v1/moderation/cases/?tab=new{query}").json()
        texts = [row["text"] for row in answer["cases"]]
        assert [row.thing.text for row in page.context["rows"]] == texts
        assert page.context["waiting"] == answer["counts"]["new"]
        assert answer["languages"] == {"fi": 2, "sv": 1, UNKNOWN: 1}
        return sorted(texts), answer["counts"]["new"]

    assert found("") == (["Ett.", "Kaksi.", "Nimi", "Yksi."], 4)
    assert found("&language=fi") == (["Kaksi.", "Yksi."], 2)
    assert found("&language=sv&kind=comment") == (["Ett."], 1)
    assert found("&language=und") == (["Nimi"], 1)
    assert found("&language=ru") == ([], 0)
    page = client.get("/desk/moderation/?tab=new&language=ru")
    assert ("ru", 0) in [(code, number) for code, _name, number in page.context["languages"]]
    assert "language=ru" in page.content.decode()  # kept from tab to tab


@pytest.mark.parametrize("word", ["<x>", "f", "fi-", "fi'", "\x00", "x" * 300])
def test_what_is_no_language_is_not_asked(word: str, moderator: User, client: Client) -> None:
    assert wish_of({"language": word}).language == ""
    client.force_login(moderator)
    assert client.get("/desk/moderation/", {"language": word}).status_code == 200


def test_numbers_of_languages_stay_within_ones_areas(spoken: None) -> None:
    elsewhere = official(Role.MODERATOR, AreaFactory())
    Case.objects.update(area=AreaFactory())
    assert looking.languages(actor=elsewhere, wish=Wish(Tab.NEW)) == {}


def test_what_is_shown_at_once_comes_to_open_queues_as_new(
    proposal: Proposal, moderator: User, client: Client, django_capture_on_commit_callbacks: Any
) -> None:
    client.force_login(moderator)
    first = say(proposal, "Vanha.")
    shown = client.get("/desk/moderation/?tab=new")
    assert shown.context["topic"] == deciding.QUEUE

    def version() -> int:
        return TopicVersion.objects.filter(name=deciding.QUEUE).values_list("version", flat=True).first() or 0

    before = version()
    with django_capture_on_commit_callbacks(execute=True):
        fresh = say(proposal, "Uusi.")
    assert version() > before
    # What the open page then asks for: the new one is in it, nothing that it shows has gone.
    page = client.get(f"/desk/moderation/?tab=new&known={case(first).pk}")
    assert {row.case.pk for row in page.context["rows"]} == {case(first).pk, case(fresh).pk}
    assert (page.context["decided"], page.context["waiting"]) == ([], 2)
    deciding.leave(actor=official(Role.COORDINATOR), case=case(first))
    page = client.get(f"/desk/moderation/?tab=new&known={case(first).pk},{case(fresh).pk}")
    assert [pk for pk, _words in page.context["decided"]] == [case(first).pk]
