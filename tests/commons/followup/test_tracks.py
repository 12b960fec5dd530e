import threading

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.test import Client
from django.urls import reverse

from commons.followup.domain import queries, tracks
from commons.followup.domain.errors import UnknownStopLink
from commons.followup.models import Follower, FollowReason, Track
from commons.http.errors import SignInNeeded
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db


def test_following_twice_is_following_once(track: Track) -> None:
    user = UserFactory()

    first = tracks.follow(actor=user, track=track, reason=FollowReason.AUTHOR)
    again = tracks.follow(actor=user, track=track, reason=FollowReason.SUPPORTER)

    assert (again.pk, again.reason) == (first.pk, FollowReason.AUTHOR)
    assert (queries.is_followed(track, user), queries.follower_count(track)) == (True, 1)


def test_only_people_who_signed_in_follow(track: Track) -> None:
    with pytest.raises(SignInNeeded):
        tracks.follow(actor=AnonymousUser(), track=track)
    with pytest.raises(SignInNeeded):
        tracks.stop(actor=AnonymousUser(), track=track)

    assert queries.is_followed(track, AnonymousUser()) is False
    assert queries.follower_count(track) == 0


def test_who_stopped_is_followed_again_only_by_asking(track: Track) -> None:
    user = UserFactory()
    tracks.follow(actor=user, track=track, reason=FollowReason.AUTHOR)
    tracks.stop(actor=user, track=track)
    assert queries.is_followed(track, user) is False

    tracks.follow(actor=user, track=track, reason=FollowReason.SUPPORTER)
    assert queries.is_followed(track, user) is False
    tracks.follow(actor=user, track=track)
    assert queries.is_followed(track, user) is True


def test_stopping_what_is_not_followed_does_nothing(track: Track) -> None:
    assert tracks.stop(actor=UserFactory(), track=track) is None


def test_stopping_with_the_word_from_the_mail(track: Track) -> None:
    follower = tracks.follow(actor=UserFactory(), track=track)

    stopped = tracks.stop_by_token(token=follower.stop_token)

    assert stopped.stopped_at is not None
    assert tracks.stop_by_token(token=follower.stop_token).stopped_at == stopped.stopped_at
    for wrong in ("", "x", follower.stop_token[:-1]):
        with pytest.raises(UnknownStopLink):
            tracks.stop_by_token(token=wrong)


@pytest.mark.django_db(transaction=True)
def test_twenty_clicks_at_once_make_one_follower() -> None:
    track, user = Track.objects.create(), UserFactory()
    faults = []

    def click() -> None:
        try:
            tracks.follow(actor=user, track=track)
        except Exception as fault:
            faults.append(fault)
        finally:
            connection.close()

    clicks = [threading.Thread(target=click) for _ in range(20)]
    for thread in clicks:
        thread.start()
    for thread in clicks:
        thread.join()

    assert (faults, Follower.objects.count()) == ([], 1)


def test_what_a_person_follows_costs_one_query(
    track: Track, owner: None, django_assert_num_queries: object
) -> None:
    user = UserFactory()
    tracks.follow(actor=user, track=track)
    for _ in range(29):
        tracks.follow(actor=user, track=Track.objects.create())

    with django_assert_num_queries(1):  # type: ignore[operator]
        followed = queries.followed_by(user)

    assert [(entry.owner.title, entry.owner.url) for entry in followed] == [
        ("Leikkipuisto", f"/proposals/{track.pk}/")
    ]


class TestStopPage:
    QUESTION = "No more mails about this?"

    def address(self, follower: Follower) -> str:
        return reverse("followup:stop", args=[follower.stop_token])

    def test_opening_the_link_asks_and_stops_nothing(self, client: Client, track: Track, owner: None) -> None:
        follower = tracks.follow(actor=UserFactory(), track=track)

        page = client.get(self.address(follower), headers={"Accept-Language": "en"})

        assert page.status_code == 200
        assert "Playground" in page.text
        assert self.QUESTION in page.text
        follower.refresh_from_db()
        assert follower.stopped_at is None

    def test_one_click_stops_and_says_so(self, client: Client, track: Track, owner: None) -> None:
        follower = tracks.follow(actor=UserFactory(), track=track)

        page = client.post(self.address(follower), follow=True, headers={"Accept-Language": "en"})

        assert page.redirect_chain == [(self.address(follower), 302)]
        assert "Playground" in page.text
        assert self.QUESTION not in page.text
        follower.refresh_from_db()
        assert follower.stopped_at is not None

    def test_a_mail_program_stops_with_one_request_and_without_a_cookie(self, track: Track) -> None:
        follower = tracks.follow(actor=UserFactory(), track=track)

        answer = Client(enforce_csrf_checks=True).post(
            self.address(follower), {"List-Unsubscribe": "One-Click"}
        )

        assert answer.status_code == 200
        follower.refresh_from_db()
        assert follower.stopped_at is not None

    def test_an_unknown_link_says_what_to_do(self, client: Client) -> None:
        address = reverse("followup:stop", args=["nobody"])
        for answer in (client.get(address, headers={"Accept-Language": "en"}), client.post(address)):
            assert answer.status_code == 404
        assert "This link is not known" in client.get(address, headers={"Accept-Language": "en"}).text
