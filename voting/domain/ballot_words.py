"""How a ballot is filled in, in words: for the screen and for paper."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from voting.domain.ballot_form import Form
from voting.models import BallotKind


def rule_words(form: Form) -> list[str]:
    """How one fills in this ballot, in short sentences; the limits hold for each envelope."""
    words: list[str] = []
    if form.kind == BallotKind.BUDGET:
        words.append(_("Choose projects. Together they may cost at most the money there is."))
    elif form.kind == BallotKind.POINTS:
        words.append(_("Give points to the projects that you like best."))
        if form.max_sum_points:
            words.append(_("You have {n} points.").format(n=form.max_sum_points))
        if form.max_points:
            words.append(_("One project can get at most {n}.").format(n=form.max_points))
    elif form.kind == BallotKind.RANKING:
        words.append(_("Give the project that you like best place 1, the next one place 2, and so on."))
    else:
        words.append(_("Tick the projects that you want."))
    words += _limits(form)
    return words


def _limits(form: Form) -> list[str]:
    least, most = form.min_length, form.max_length
    if most is not None and least == most:
        return [ngettext("Choose exactly one.", "Choose exactly {n}.", most).format(n=most)]
    words = []
    if least > 1:
        words.append(_("Choose at least {n}, or none.").format(n=least))
    if most is not None:
        words.append(
            ngettext("You can choose at most one.", "You can choose at most {n}.", most).format(n=most)
        )
    return words
