"""Numbers of sheets as they are printed, scanned and typed: P12-00123-45.

12 names the vote, 123 is the number, 45 two check digits (ISO 7064, mod 97-10) over both: every wrong digit and every
swap of two neighbours is noticed, and so is a sheet of another vote. On a number pad 0012345 is enough.
"""

import re

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from voting.domain.paper.errors import SerialRefused, WrongYear
from voting.models import Election

_WHOLE = re.compile(r"P(\d{1,9})-?(\d{5,8})-?(\d\d)")
_SHORT = re.compile(r"(\d{5,8})-?(\d\d)")
LARGEST = 99_999_999


def written(election_id: int, number: int) -> str:
    """As printed on the sheet and in its picture code."""
    return f"P{election_id}-{number:05d}-{check_digits(election_id, number):02d}"


def check_digits(election_id: int, number: int) -> int:
    """2 to 98."""
    return 98 - (int(f"{election_id}{number:08d}") * 100) % 97


def read(election: Election, typed: str, *, field: str = "serial") -> int:
    """The number meant by what was typed or scanned; raises `WrongYear`, or `SerialRefused` which says why."""
    plain = re.sub(r"[\s‐-―_./]+", lambda gap: "-" if gap[0].strip() else "", typed).upper()
    if whole := _WHOLE.fullmatch(plain):
        return _whole(election, int(whole[1]), int(whole[2]), int(whole[3]), field)
    short = _SHORT.fullmatch(plain)
    if short is None:
        example = written(election.pk, 123)
        raise SerialRefused.by(
            format_lazy(
                _(
                    "Type the number as it is printed on the sheet, like {whole}, or only its digits: {digits}."
                ),
                whole=example,
                digits=example.partition("-")[2].replace("-", ""),
            ),
            field=field,
        )
    if check_digits(election.pk, int(short[1])) != int(short[2]):
        raise SerialRefused.by(
            format_lazy(
                _(
                    "One digit is wrong, or the sheet is not of this vote: its number must begin with P{vote}. "
                    "Compare it with the sheet."
                ),
                vote=election.pk,
            ),
            field=field,
        )
    return int(short[1])


def _whole(election: Election, vote: int, number: int, check: int, field: str) -> int:
    if check_digits(vote, number) != check:
        raise SerialRefused.by(_("One digit is wrong. Compare the number with the sheet."), field=field)
    if vote == election.pk:
        return number
    other = Election.objects.select_related("cycle").filter(pk=vote).first()
    raise WrongYear.by(
        format_lazy(
            _("This sheet is of “{other}”, and you are in “{here}”. Put it aside: it was not keyed."),
            other=other.cycle if other else f"P{vote}",
            here=election.cycle,
        ),
        field=field,
    )
