"""What the page of a year's lessons tells of its projects: did they do what they promised?"""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from commons.process import figures
from commons.process.figures import Figure
from commons.process.models import Cycle
from commons.texts.amounts import number_text
from proposals.domain.execution import evaluation
from proposals.models import Judgement


def evaluated(cycle: Cycle) -> Figure | None:
    """The answers of a year later, added up over the year's projects; None while none is told."""
    found = evaluation.of_year(cycle)
    if not found.questions:
        return None
    return Figure(
        title=_("Did the projects do what they promised?"),
        columns=(_("Question"), *(str(one.label) for one in Judgement)),
        rows=tuple((one.words, *(number_text(n or 0) for n in one.counts)) for one in found.questions),
        note=ngettext(
            "Answers of people without their names, a year after it was done, about %(told)s of %(n)s finished "
            "project. Where few answered nothing is told.",
            "Answers of people without their names, a year after each was done, about %(told)s of %(n)s finished "
            "projects. Where few answered nothing is told.",
            found.done,
        )
        % {"told": found.told, "n": found.done},
        rows_url=f"{reverse('proposals:funded')}?state=done&cycle={cycle.slug}",
    )


def register() -> None:
    """Tell the page of the lessons."""
    figures.register(evaluated)
