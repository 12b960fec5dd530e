"""The roll and the letters at the voting desk: looked at first, taken in whole, printed once."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from commons.accounts.models import Role
from tests.factories.accounts import official
from tests.voting.desk.making import csv, signed_in, vote_in
from voting.domain.desk_votes import Stage
from voting.models import CodeBatch, LetterCode, RollEntry, RollFile

pytestmark = pytest.mark.django_db


def test_a_bad_file_for_the_roll_is_told_line_by_line_and_nothing_of_it_stays() -> None:
    cycle, client = vote_in(Stage.PREPARING), signed_in(Role.VOTE_CLERK)
    client.cookies["django_language"] = "en"
    here = cycle.area.slug
    text = f"person_id;birth_year;area\n010190-123N;1990;{here}\n020280-456P;0;{here}\nx;1990;nowhere\n"

    sent = client.post(
        f"/desk/votes/{cycle.slug}/roll/", {"file": SimpleUploadedFile("r.csv", text.encode())}, follow=True
    )

    page = sent.content.decode()
    assert "0 is no year of birth" in page
    assert "nowhere is no area of this town" in page
    file = RollFile.objects.get()
    assert (file.state, bytes(file.people), RollEntry.objects.count()) == ("refused", b"", 2)
    client.post(sent.redirect_chain[-1][0])
    assert RollEntry.objects.count() == 2


def test_a_file_is_kept_without_person_ids_and_taken_in_once() -> None:
    cycle, client = vote_in(Stage.PREPARING), signed_in(Role.VOTE_CLERK)
    sent = client.post(f"/desk/votes/{cycle.slug}/roll/", {"file": csv(cycle)})
    file = RollFile.objects.get()

    assert b"A1" not in bytes(file.people)
    first, second = (client.post(sent["Location"], follow=True) for _time in range(2))
    file.refresh_from_db()

    assert RollEntry.objects.count() == 4
    assert (file.state, bytes(file.people), file.report["added"]) == ("done", b"", 2)
    assert [str(m.level_tag) for m in first.context["messages"]] == ["success"]
    assert [str(m.level_tag) for m in second.context["messages"]] == ["error"]


def test_a_big_file_is_taken_in_by_the_worker(
    monkeypatch: pytest.MonkeyPatch, settings: Any, django_capture_on_commit_callbacks: Any
) -> None:
    from voting import tasks
    from voting.domain import roll_files

    monkeypatch.setattr(roll_files, "BIG", 1)
    asked: list[dict[str, Any]] = []
    monkeypatch.setattr(tasks.take_in_roll, "defer", lambda **arguments: asked.append(arguments))
    cycle, clerk = vote_in(Stage.PREPARING), official(Role.VOTE_CLERK)
    client = Client()
    client.force_login(clerk)

    sent = client.post(f"/desk/votes/{cycle.slug}/roll/", {"file": csv(cycle)})
    waiting = client.post(sent["Location"], follow=True)

    file = RollFile.objects.get()
    assert asked == [{"file_id": str(file.pk), "actor_id": clerk.pk}]
    assert (file.state, RollEntry.objects.count()) == ("working", 2)
    assert "<progress" in waiting.content.decode()
    tasks.take_in_roll.func(**asked[0])
    tasks.take_in_roll.func(**asked[0])
    file.refresh_from_db()
    assert (file.state, RollEntry.objects.count()) == ("done", 4)


def test_letters_are_given_out_once_however_often_the_button_is_pressed() -> None:
    cycle, client = vote_in(Stage.PREPARING), signed_in(Role.VOTE_CLERK)
    address = f"/desk/votes/{cycle.slug}/letters/"

    first, second = (client.post(address, {"most": "1", "key": "same"}) for _time in range(2))

    assert (first.status_code, first["Content-Type"], first["Cache-Control"]) == (
        200,
        "application/pdf",
        "no-store",
    )
    assert second.status_code == 302
    assert CodeBatch.objects.count() == LetterCode.objects.count() == 1


def test_an_address_file_that_is_not_complete_makes_no_codes() -> None:
    cycle, client = vote_in(Stage.PREPARING), signed_in(Role.VOTE_CLERK)
    file = SimpleUploadedFile("a.csv", b"person_id;name\nA1;Aino\n")

    answer = client.post(f"/desk/votes/{cycle.slug}/letters/", {"most": "2", "key": "k", "addresses": file})

    assert answer.status_code == 400
    assert "addresses" in answer.context["making"].errors
    assert not LetterCode.objects.exists()


def test_a_letter_is_replaced_by_its_number_and_a_batch_is_called_back_with_its_reason() -> None:
    cycle, client = vote_in(Stage.OPEN), signed_in(Role.VOTE_CLERK)
    base = f"/desk/votes/{cycle.slug}/letters"
    client.post(f"{base}/", {"key": "a"})
    batch = CodeBatch.objects.get()
    old = batch.codes.first()
    assert old is not None

    wrong = client.post(f"{base}/replace/", {"person": "1/999999", "key": "b"})
    new = client.post(f"{base}/replace/", {"person": f" {batch.pk} / {old.entry_id} ", "key": "c"})
    without = client.post(f"{base}/{batch.pk}/revoke/", {"reason": " "})
    revoked = client.post(f"{base}/{batch.pk}/revoke/", {"reason": "Kuoret katosivat."})
    again = client.post(f"{base}/{batch.pk}/revoke/", {"reason": "Kuoret katosivat."})

    assert (wrong.status_code, new["Content-Type"]) == (400, "application/pdf")
    assert (without.status_code, revoked.status_code, again.status_code) == (400, 302, 409)
    old.refresh_from_db()
    batch.refresh_from_db()
    assert old.revoked_at is not None
    assert batch.revoked_reason == "Kuoret katosivat."
    assert LetterCode.objects.filter(revoked_at=None).count() == 1
