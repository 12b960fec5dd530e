"""What people and officials make of proposals together: merged and split ones, plans whose authors are asked, a
discussion that is summed up."""

from collections.abc import Mapping

from commons.deliberation.domain.summing_up import correcting, writing
from portal.demo.ground import Ground
from portal.demo.votes import COORDINATOR
from proposals.domain import stating
from proposals.domain.merging import carrying, plans
from proposals.domain.splitting import carrying as splitting
from proposals.domain.splitting import plans as split_plans
from proposals.domain.splitting import preparing
from proposals.domain.together import authors, suggesting
from proposals.models import Proposal, SplitPlan

MERGED = "proposing-02", "proposing-03"
MERGED_BECAUSE = (
    "Molemmat haluavat yhtenäisen pyörätien rantaa pitkin keskustaan. Yhtenä reittinä se voidaan suunnitella ja "
    "hinnoitella kunnolla."
)
STATED = (
    ("pyora", "Pyörätien pitää olla erillään autoista koko matkalta.", "fi", ("nuori", "lenkki", "saga")),
    ("saga", "Cykelvägen behöver belysning hela vintern.", "sv", ("nuori", "hilla")),
)
"""Said and agreed to about the proposal that goes on in the other: who, what, and who agrees."""
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

SPLIT, SPLIT_BECAUSE = (
    "proposing-19",
    "Saattopaikan rakentaa kaupunki ja katoksen koulu. Erikseen kummankin voi arvioida ja "
    "rahoittaa omana työnään.",
)
SPLIT_PARTS = (
    {
        "title": "Saattopaikka 200 metrin päähän koulusta",
        "what": "Saattopaikka ja kävelybussi.",
        "rough_cost": "9000",
    },
    {"title": "Katos koululaisten pyörille", "what": "Pyörille katos koulun pihaan.", "rough_cost": "5000"},
)
ASKED_TO_SPLIT, ASKED_TO_SPLIT_BECAUSE = (
    "proposing-51",
    "Planteringen sköts med församlingen, bänkarna av staden. Var för sig blir de lättare att besluta om.",
)
ASKED_PARTS = (
    {
        "title": "Rosenbuskar vid kyrkmuren",
        "what": "Gamla sorters rosor längs södra muren.",
        "rough_cost": "3500",
    },
    {"title": "Två bänkar i lä av kyrkmuren", "what": "Två bänkar i lä.", "rough_cost": "2500"},
)
SUMMED_UP, FACILITATOR = "proposing-21", "fasi"
SUMMARY = "Rataa kannatetaan: lähin on 45 kilometrin päässä. Vastaan sanotaan, että harjun luonto kuluu."
CORRECTED_BY, CORRECTION = "saga", "Min fråga om hur tallarna skyddas mot träffar saknas."
CORRECTED = f"{SUMMARY} Kysytään, miten männyt suojataan kiekoilta."
WAITS_BY, WAITS = "opo", "Siitäkin puhuttiin, että pelata voi ilmaiseksi. Se puuttuu."


def tell(told: Mapping[str, Proposal], ground: Ground) -> None:
    """All of it, in the year that takes proposals."""
    _merge(told, ground)
    _split(told, ground)
    _write(told, ground)
    _sum_up(told[SUMMED_UP], ground)


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
    for writer, text, language, agreeing in STATED:
        made = stating.write(actor=ground.people[writer], proposal=other, text=text, language=language)
        for key in agreeing:
            stating.answer(actor=ground.people[key], proposal=other, statement=made, value="agree")
    plan = plans.propose(actor=official, lead=lead, others=[other], reason=MERGED_BECAUSE)
    for one in (lead, other):
        if one.author is not None:
            plans.answer(actor=one.author, plan=plan, agrees=True)
    carrying.carry_out(actor=official, plan=plan)
    asked, like = (told[key] for key in ASKED)
    plan = plans.propose(actor=official, lead=asked, others=[like], reason=ASKED_BECAUSE)
    if like.author is not None:
        plans.answer(actor=like.author, plan=plan, agrees=True)


def _split(told: Mapping[str, Proposal], ground: Ground) -> None:
    """One proposal in two parts, and another whose author is asked."""
    official = ground.people[COORDINATOR]
    whole = told[SPLIT]
    plan = _asked(whole, SPLIT_BECAUSE, SPLIT_PARTS, ground)
    if whole.author is not None:
        split_plans.answer(actor=whole.author, plan=plan, agrees=True)
    splitting.carry_out(actor=official, plan=plan)
    _asked(told[ASKED_TO_SPLIT], ASKED_TO_SPLIT_BECAUSE, ASKED_PARTS, ground)


def _asked(whole: Proposal, reason: str, parts: tuple[dict[str, str], ...], ground: Ground) -> SplitPlan:
    official = ground.people[COORDINATOR]
    plan = preparing.prepare(actor=official, proposal=whole, reason=reason, parts=len(parts))
    for part, words in zip(plan.parts.order_by("pk"), parts, strict=True):
        preparing.save_part(actor=official, part=part, changes=words)
    return split_plans.ask(actor=official, plan=plan)


def _sum_up(proposal: Proposal, ground: Ground) -> None:
    """A summary that a participant corrected, and a correction that waits for its answer."""
    facilitator, thread = ground.people[FACILITATOR], proposal.thread
    writing.write(actor=facilitator, thread=thread, text=SUMMARY, language="fi", seen=0)
    correction = correcting.suggest(
        actor=ground.people[CORRECTED_BY], thread=thread, text=CORRECTION, language="sv"
    )
    correcting.take(actor=facilitator, correction=correction, text=CORRECTED, seen=1)
    correcting.suggest(actor=ground.people[WAITS_BY], thread=thread, text=WAITS, language="fi")
