"""What people and officials make of proposals together: a merged pair, a plan whose authors are asked."""

from collections.abc import Mapping

from portal.demo.ground import Ground
from portal.demo.votes import COORDINATOR
from proposals.domain.merging import carrying, plans
from proposals.domain.together import authors, suggesting
from proposals.models import Proposal

MERGED = "proposing-02", "proposing-03"
MERGED_BECAUSE = (
    "Molemmat haluavat yhtenäisen pyörätien rantaa pitkin keskustaan. Yhtenä reittinä se voidaan suunnitella ja "
    "hinnoitella kunnolla."
)
RETURNED, CO_AUTHOR = "proposing-08", "koiva"
SUGGESTED = (
    ("hilla", "what", "Ensin ne pysäkit, joilla odotetaan eniten.", "Näin rahaa riittää aluksi vähempikin."),
    (
        "lenkki",
        "why",
        "Talvella moni jättää iltalenkin väliin, koska ei näe jalkojaan.",
        "Tämä koskee muitakin.",
    ),
)
ASKED = "proposing-40", "proposing-01"
ASKED_BECAUSE = (
    "Kummassakin on kyse turvallisesta pyörätiestä koulumatkalla. Yhteinen suunnitelma maksaisi vähemmän."
)


def tell(told: Mapping[str, Proposal], ground: Ground) -> None:
    """All of it, in the year that takes proposals."""
    _merge(told, ground)
    _write(told, ground)


def _write(told: Mapping[str, Proposal], ground: Ground) -> None:
    """A co-author, and changes that wait for the authors of a proposal that was returned."""
    returned = told[RETURNED]
    if returned.author is None:
        return
    invitation = authors.invite(actor=returned.author, proposal=returned, email=f"{CO_AUTHOR}@kuvala.example")
    authors.accept(actor=ground.people[CO_AUTHOR], invitation=invitation)
    for key, field, more, note in SUGGESTED:
        suggesting.suggest(
            actor=ground.people[key],
            proposal=returned,
            field=field,
            text=f"{getattr(returned, field)} {more}",
            note=note,
        )


def _merge(told: Mapping[str, Proposal], ground: Ground) -> None:
    official = ground.people[COORDINATOR]
    lead, other = (told[key] for key in MERGED)
    plan = plans.propose(actor=official, lead=lead, others=[other], reason=MERGED_BECAUSE)
    for one in (lead, other):
        if one.author is not None:
            plans.answer(actor=one.author, plan=plan, agrees=True)
    carrying.carry_out(actor=official, plan=plan)
    asked, like = (told[key] for key in ASKED)
    plan = plans.propose(actor=official, lead=asked, others=[like], reason=ASKED_BECAUSE)
    if like.author is not None:
        plans.answer(actor=like.author, plan=plan, agrees=True)
