"""Security advisories of other programs for participation, tried here at the doors of the vote."""

import datetime as dt

import pytest
from django.apps import apps
from django.core import signing
from django.db import connection, models
from django.test import Client
from rest_framework.test import APIClient

from commons.accounts.models import Role
from commons.process.models import PhaseKind
from proposals.domain import supports
from proposals.models import Support
from tests.factories.accounts import UserFactory, official
from tests.factories.process import open_phase
from tests.factories.proposals import ProposalFactory
from tests.voting.desk.test_desk_people import ID, Desk
from tests.voting.domain.test_roll_requests import ask
from tests.voting.polling import Polling
from voting.domain import desk_people
from voting.models import Ballot, LetterCode

pytestmark = pytest.mark.django_db


def test_decidim_2026_45378_documents_of_identity_that_were_kept_and_leaked() -> None:
    """Nothing here can hold a document, and the id that an official types is in no table."""
    desk = Desk()
    desk.find(desk.browser())
    ask(desk, person=ID)

    assert [
        field
        for model in apps.get_app_config("voting").get_models()
        for field in model._meta.get_fields()
        if isinstance(field, models.FileField)
    ] == []
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        tables = [name for (name,) in cursor.fetchall()]
        for table in tables:
            cursor.execute(f'SELECT count(*) FROM "{table}" t WHERE position(%s IN t::text) > 0', [ID])
            assert cursor.fetchone() == (0,), table


def test_decidim_2026_45377_links_that_worked_again_and_for_others() -> None:
    """What stands for a person at the desk works for one official, in one vote, for a quarter of an hour."""
    desk, other = Desk(), Desk()
    token = desk_people.find(actor=desk.clerk, election=desk.election, typed=ID).token
    colleague = official(Role.VOTE_CLERK)
    desk_people.declare(actor=colleague, election=desk.election, typed="", not_on_roll=True)

    def code(vote: Desk, who: object) -> int:
        client = APIClient()
        client.force_login(who)  # type: ignore[arg-type]
        url = f"/api/v1/desk/votes/{vote.slug}/people/code/"
        return int(client.post(url, {"person": token}, format="json").status_code)

    refused = {code(desk, colleague), code(other, desk.clerk), code(other, other.clerk)}
    assert refused <= {403, 409}
    assert code(desk, desk.clerk) == 201
    with pytest.MonkeyPatch.context() as patch:
        later = signing.time.time() + desk_people.KEPT.total_seconds() + 1
        patch.setattr(signing.time, "time", lambda: later)
        assert code(desk, desk.clerk) in {403, 409}


def test_decidim_2023_48220_invitations_that_were_accepted_after_their_end() -> None:
    desk = Desk()
    code = desk_people.give_code(actor=desk.clerk, entry=desk.entry)
    LetterCode.objects.filter(batch=None).update(expires_at=dt.datetime(2026, 1, 1, tzinfo=dt.UTC))

    answer = APIClient().post("/api/v1/vote/enter/", {"code": code}, format="json")

    assert (answer.json()["code"], "token" in answer.json()) == ("expired-code", False)


def test_decidim_2023_47635_a_form_that_another_site_could_send() -> None:
    vote = Polling()
    visitor = vote.visitor()
    visitor.choose(vote.choose_url(), vote.own[0])
    sent = visitor.hidden(vote.url + "review/", "key")
    sent.pop("csrfmiddlewaretoken")
    visitor.handler.enforce_csrf_checks = True

    assert visitor.post(vote.url + "review/", sent).status_code == 403
    assert not Ballot.objects.exists()


@pytest.mark.parametrize("word", ["' OR 1=1 --", "%' UNION SELECT 1 --", "\\", "%", "_", ")" * 50])
def test_decidim_2026_45376_a_search_of_officials_that_went_into_sql(word: str) -> None:
    vote = Polling()
    client = Client()
    client.force_login(official(Role.COORDINATOR))
    visitor = vote.visitor()

    for who, url in ((visitor, vote.choose_url()), (client, f"/desk/votes/{vote.slug}/requests/")):
        assert who.get(url, {"q": word, "page": word}).status_code == 200
    assert Client().post(vote.url + "check/", {"receipt": word}).status_code == 400
    assert Client().get(f"/api/v1/proposals/?search={word}").status_code in (200, 400)


def test_decidim_2023_34090_a_filter_that_told_what_the_list_hides() -> None:
    vote, stranger = Polling(), APIClient()
    vote.program().put(vote.api + "draft/", {"choices": [{"project": vote.own[0].pk}]}, format="json")

    plain = stranger.get(f"{vote.api}turnout/").json()
    for query in ("voted_at__isnull=0", "entry=1", "draft__choices__contains=1", "fields=person_hash"):
        assert stranger.get(f"{vote.api}turnout/?{query}").json() == plain


def test_decidim_2023_47634_a_support_that_counted_twice() -> None:
    fan, proposal = UserFactory(), ProposalFactory()
    for kind in (PhaseKind.PROPOSE, PhaseKind.REVIEW, PhaseKind.DELIBERATE):
        open_phase(proposal.cycle, kind)

    for _press in range(2):
        supports.support(actor=fan, proposal=proposal)

    assert Support.objects.filter(proposal=proposal).count() == 1
