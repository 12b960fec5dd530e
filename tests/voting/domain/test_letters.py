"""Letters: the code in the clear, in three languages, once."""

import io

import pytest
from pypdf import PdfReader

from commons.accounts.models import Role
from commons.http.errors import Invalid
from commons.process.models import PhaseKind
from tests.factories.accounts import official
from tests.factories.process import open_phase
from tests.factories.voting import ElectionFactory, RollEntryFactory
from voting.domain import codes, keys, letters
from voting.domain.letter_code import grouped
from voting.models import Election

pytestmark = pytest.mark.django_db


@pytest.fixture
def election() -> Election:
    election: Election = ElectionFactory()
    open_phase(election.cycle, PhaseKind.VOTE)
    return election


def test_each_letter_has_its_code_and_the_three_languages(election: Election) -> None:
    RollEntryFactory.create_batch(3, election=election)
    made = codes.make_batch(actor=official(Role.VOTE_CLERK), election=election)

    pdf = PdfReader(io.BytesIO(letters.letters_pdf(election, made)))

    assert len(pdf.pages) == 3
    for page, new in zip(pdf.pages, made.codes, strict=True):
        text = page.extract_text()
        assert grouped(new.code) in text
        assert str(election.cycle.area) in text
        assert "/vote/" in text
    assert pdf.trailer["/Root"]["/MarkInfo"]["/Marked"]


def test_addresses_are_joined_by_person_and_kept_nowhere(election: Election) -> None:
    RollEntryFactory(election=election, person_hash=keys.person_hash(election.key_id, "A1"))
    made = codes.make_batch(actor=official(Role.VOTE_CLERK), election=election)
    file = "person_id;name;street;post\na1;Aino Esimerkki;Mallikuja 1;12345 KUVALA\n"

    pdf = letters.letters_pdf(election, made, letters.recipients(election, file.encode()))

    text = PdfReader(io.BytesIO(pdf)).pages[0].extract_text()
    assert "Aino Esimerkki" in text
    assert "12345 KUVALA" in text


@pytest.mark.parametrize("file", ["person_id;name\nA;B\n", "person_id;name;street;post\nA;B;;D\n"])
def test_an_address_file_that_is_not_complete_is_refused(election: Election, file: str) -> None:
    with pytest.raises(Invalid):
        letters.recipients(election, file.encode())


def test_the_code_in_the_picture_is_in_the_part_of_the_address_that_is_never_sent() -> None:
    address = letters.vote_address("0123456789ACDEFG")

    assert address.endswith("/vote/#0123-4567-89AC-DEFG")
