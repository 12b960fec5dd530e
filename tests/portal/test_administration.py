"""The administration for rare things: who comes in, what is never there, and that history keeps every change."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.apps import apps
from django.contrib import admin
from django.contrib.admin.utils import flatten_fieldsets
from django.test import Client, RequestFactory
from django.utils import translation
from django.utils.functional import Promise
from pghistory.core import event_models
from pytest_django import Settings as SettingsWrapper

from commons.accounts.models import Role, Service, User
from commons.audit.domain import queries
from commons.audit.domain.queries import Wish
from commons.http.rare import WHY, Looked, Repaired
from proposals.models import Category, State
from tests.commons.accounts.conftest import sign_in
from tests.commons.accounts.test_second_factor import set_up
from tests.factories.accounts import ServiceFactory, UserFactory, official
from tests.factories.proposals import CategoryFactory, ProposalFactory

pytestmark = pytest.mark.django_db
__all__ = ["sign_in"]
OURS = {"accounts", "audit", "deliberation", "followup", "moderation", "places", "process"} | {
    "proposals",
    "voting",
    "hearings",
}
SECRET_MODELS = {
    *(f"accounts.{name}" for name in ("UserEvent", "RoleEvent")),
    "deliberation.Conviction",
    *(f"followup.{name}" for name in ("Follower", "Notice", "MailChoice", "Watch", "Digest")),
    *(f"moderation.{name}" for name in ("Case", "Report", "Appeal", "Decision")),
    *(
        f"proposals.{name}"
        for name in ("Remark", "ReviewQuestion", "Appeal", "Support", "CoAuthor", "Suggestion")
    ),
    *(f"proposals.{name}" for name in ("Evaluation", "Review", "Picture")),
    *(f"voting.{name}" for name in ("Ballot", "BallotChoice", "BallotDraft", "ExcludedBallot", "RollEntry")),
    *(f"voting.{name}" for name in ("LetterCode", "CodeBatch", "RollRequest", "RollFile", "OfficialOnRoll")),
    *(f"voting.{name}" for name in ("PaperSheet", "KeyedSheet", "BatchPhoto", "ImportedVoter", "LotSeed")),
    *(f"voting.{name}" for name in ("DeskAct", "NetworkHour", "Sealing", "RecountPackage")),
    *(
        f"hearings.{name}"
        for name in ("Contribution", "Background", "Ballot", "Ticket", "Flag", "Subscriber")
    ),
    *(f"hearings.{name}" for name in ("Story", "StoryContact", "StatementAnswer", "SmileyPress", "Keying")),
    *(f"hearings.{name}" for name in ("KeyedBackground", "PaperPhoto", "Organisation", "Appeal")),
    *(f"hearings.{name}" for name in ("SealedText", "SealedComment", "SynthesisComment")),
    "http.Answer",
    "mfa.Authenticator",
    "account.EmailAddress",
    "sessions.Session",
    "socialaccount.SocialToken",
    "procrastinate.ProcrastinateJob",
}
SECRET_NAMES = re.compile(r"Seal|Secret|Token|Code|Key|Roll|Draft|Ballot(?!Project)|Support|\wEvent$|Contact")
SECRET_FIELDS = re.compile(
    r"password|secret|token|pseudonym|receipt|seed|hash|key|draft|note$|body|original|sealed_text|author|contact|"
    r"voted|person_|latitude|longitude|hidden_name|bounced"
)


def administrator(**fields: Any) -> User:
    made: User = UserFactory(is_staff=True, is_superuser=True, **fields)
    return made


def registered() -> list[Looked]:
    found = list(admin.site._registry.values())
    assert all(isinstance(one, Looked) for one in found), found
    return found  # type: ignore[return-value]


def shown(model_admin: Looked) -> set[str]:
    """Every name that the model's pages show or search by, for an administrator."""
    request = RequestFactory().get("/admin/")
    request.user = administrator()
    names = flatten_fieldsets(model_admin.get_fieldsets(request))
    return {
        str(name)
        for name in (*names, *model_admin.list_display, *model_admin.list_filter, *model_admin.search_fields)
    }


def test_nothing_secret_is_registered_and_only_named_fields_are_shown() -> None:
    secret = {apps.get_model(name) for name in SECRET_MODELS}
    secret |= {model for model in apps.get_models() if SECRET_NAMES.search(model.__name__)}
    for one in registered():
        assert one.model not in secret
        assert one.model._meta.app_label in OURS
        assert one.fields, one
        assert one.list_display != ("__str__",), one
        assert {name for name in shown(one) if SECRET_FIELDS.search(name)} == set(), one
        assert (list(one.inlines), one.actions) == ([], None)


def test_every_name_that_is_shown_is_translated() -> None:
    untranslated = set()
    for one in registered():
        for name in {name.partition("__")[0] for name in shown(one)} - {WHY}:
            fields = {field.name: field for field in one.model._meta.fields}
            label = fields[name].verbose_name if name in fields else getattr(one, name).short_description
            with translation.override("en"):
                english = str(label)
            with translation.override("fi"):
                finnish = str(label)
            # A lazy text is in the catalogues, which must be whole in every language.
            if not isinstance(label, Promise) or finnish == english:
                untranslated.add(f"{one.model._meta.label}.{name}")
    assert untranslated == set()


def test_what_can_be_changed_is_tracked_field_by_field() -> None:
    request = RequestFactory().get("/admin/")
    request.user = administrator()
    repaired = [one for one in registered() if isinstance(one, Repaired)]
    assert {one.model for one in repaired} == {User, Service, Category}
    for one in repaired:
        (event,) = event_models(tracks_model=one.model)
        tracked = {field.name for field in event._meta.get_fields()}
        assert set(one.fields or ()) - set(one.readonly_fields) <= tracked, one


@pytest.mark.parametrize(
    ("who", "status"),
    [("anonymous", 302), ("resident", 403), ("staff", 403), *((role, 403) for role in Role), ("admin", 200)],
)
def test_only_administrators_come_in(client: Client, who: str, status: int) -> None:
    people: dict[str, Callable[[], User]] = {
        "resident": UserFactory,
        "staff": lambda: UserFactory(is_staff=True),
        "admin": administrator,
    }
    if who != "anonymous":
        client.force_login(people[who]() if who in people else official(Role(who)))
    answer = client.get("/admin/")
    assert answer.status_code == status
    assert client.get("/admin/accounts/user/").status_code == status
    if status == 302:
        assert answer["Location"] == "/accounts/login/?next=%2Fadmin%2F"


def test_the_second_factor_must_be_fresh(
    client: Client,
    settings: SettingsWrapper,
    sign_in: Callable[..., str],
) -> None:
    settings.RAATI_REQUIRE_MFA = True
    person = administrator()
    sign_in(person)
    set_up(client)
    asked = client.get("/admin/accounts/user/?q=a")
    assert asked.status_code == 302
    assert asked["Location"] == "/accounts/2fa/reauthenticate/?next=%2Fadmin%2Faccounts%2Fuser%2F%3Fq%3Da"
    assert client.get(asked["Location"]).status_code == 200
    codes = Authenticator.objects.get(user=person, type="recovery_codes").wrap().get_unused_codes()
    wrong = client.post("/accounts/2fa/reauthenticate/", {"code": "000000", "next": "/admin/"})
    assert (wrong.status_code, client.get("/admin/").status_code) == (200, 302)
    back = client.post("/accounts/2fa/reauthenticate/", {"code": codes[0], "next": "/admin/accounts/user/"})
    assert (back["Location"], client.get("/admin/").status_code) == ("/admin/accounts/user/", 200)
    settings.RAATI_ADMIN_MINUTES = 0  # as if half an hour had passed
    late = client.post("/admin/accounts/service/add/", {"slug": "puistot", "why": "Uusi yksikkö"})
    assert late["Location"] == "/accounts/2fa/reauthenticate/?next=%2Faccounts%2Fcontinue%2F"
    assert (Service.objects.count(), client.session["interrupted"]["path"]) == (
        0,
        "/admin/accounts/service/add/",
    )


def test_every_list_opens_at_a_constant_price_and_every_single_page(
    client: Client, django_assert_max_num_queries: Any
) -> None:
    client.force_login(administrator())
    for number in range(3):
        ProposalFactory(title=f"Penkki {number}")
    ProposalFactory(title="Luonnos", state=State.DRAFT)
    assert client.get("/admin/").status_code == 200
    for one in registered():
        address = f"/admin/{one.model._meta.app_label}/{one.model._meta.model_name}/"
        with django_assert_max_num_queries(9):
            answer = client.get(address, {"q": "a%00'"} if one.search_fields else {})
        assert answer.status_code == 200, address
        for row in answer.context["cl"].result_list[:1]:
            assert client.get(f"{address}{row.pk}/change/").status_code == 200, address
    asked = "/admin/accounts/user/?"
    assert [
        client.get(f"{asked}{query}").status_code
        for query in ("is_active__exact=1", "password__startswith=a")
    ] == [
        200,
        400,
    ]
    titles = [row.title for row in client.get("/admin/proposals/proposal/").context["cl"].result_list]
    assert titles == ["Penkki 2", "Penkki 1", "Penkki 0"]


def test_a_repair_asks_why_and_goes_into_history_with_who_and_why(client: Client) -> None:
    me, closed, category = administrator(), UserFactory(), CategoryFactory(slug="liikunta")
    client.force_login(me)
    address = f"/admin/accounts/user/{closed.pk}/change/"
    untold = client.post(address, {})
    assert (untold.status_code, list(untold.context["adminform"].errors)) == (200, ["why"])
    closed.refresh_from_db()
    assert closed.is_active
    assert client.post(address, {"why": "Varastettu tili"}).status_code == 302
    closed.refresh_from_db()
    assert (closed.is_active, closed.is_superuser) == (False, False)
    sent = {"slug": "liikunta", "name_fi": "Liikunta", "position": "3", "why": "Kirjoitusvirhe"}
    assert client.post(f"/admin/proposals/category/{category.pk}/change/", sent).status_code == 302
    assert client.post("/admin/accounts/service/add/", {"slug": "puistot", "why": "Uusi"}).status_code == 302
    named = f"{me} ({me.email})"
    entries = queries.page(actor=me, wish=Wish(verb="admin.change")).entries
    assert {(one.kind.name, one.actor, one.reason) for one in entries} == {
        ("service", named, "Uusi"),
        ("category", named, "Kirjoitusvirhe"),
        ("person", named, "Varastettu tili"),
    }


def test_nobody_deletes_anything_nor_changes_their_own_account(client: Client) -> None:
    me, service = administrator(), ServiceFactory()
    client.force_login(me)
    mine = f"/admin/accounts/user/{me.pk}/"
    assert client.get(f"{mine}change/").context["has_change_permission"] is False
    assert client.post(f"{mine}change/", {"why": "Minä"}).status_code == 403
    for address in (mine, f"/admin/accounts/service/{service.pk}/"):
        assert client.post(f"{address}delete/", {"post": "yes"}).status_code == 403
    assert client.post("/admin/accounts/user/", {"action": "delete_selected"}).status_code == 200
    assert (User.objects.filter(pk=me.pk, is_active=True).count(), Service.objects.count()) == (1, 1)


def test_it_has_no_sign_in_and_no_password_of_its_own(client: Client) -> None:
    assert client.get("/admin/login/?next=/admin/")["Location"] == "/accounts/login/?next=/admin/"
    client.force_login(administrator())
    assert client.get("/admin/password_change/").status_code == 404
    assert client.post("/admin/logout/")["Location"] == "/"
    assert "_auth_user_id" not in client.session


def test_administrators_find_it_on_the_desk(client: Client) -> None:
    client.force_login(administrator())
    assert "/admin/" in [desk.url for desk in client.get("/desk/").context["desks"]]
