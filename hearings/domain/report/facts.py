"""Facts of a report in words, the same in every format that reads like a page."""

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from commons.texts.amounts import number_text
from hearings.domain.report.plain import day_text
from hearings.domain.report.tree import SynthesisPart


def synthesis_facts(part: SynthesisPart) -> list[list[str]]:
    """What there is to know of the synthesis, as names and values."""
    return [
        [pgettext("stage", "State"), part.label],
        [_("Comments until"), day_text(part.comments_until)],
        [_("Words frozen on"), day_text(part.freezes_on)],
        [_("Themes with changed words"), number_text(part.changed)],
        [_("Comments"), number_text(len(part.comments))],
    ]
