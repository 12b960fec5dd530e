"""What moderators of the demo town have to do, and have done: held, reported, hidden, appealed, blacked out, a wave."""

from collections.abc import Mapping

from commons.accounts.models import User
from commons.deliberation.models import Comment, CommentKind
from commons.moderation.domain import appealing, deciding, redacting, reporting, settings, waves
from commons.moderation.domain.intake import case_of
from commons.moderation.domain.waves import Criteria
from commons.moderation.models import Case, Reason
from commons.process.models import Cycle
from portal.demo.ground import Ground
from portal.demo.votes import COORDINATOR
from proposals.domain import discussion
from proposals.models import Proposal
from proposals.moderated import COMMENT

MODERATOR = "rauha"
Line = tuple[str, str, CommentKind, str]
"""Key of the proposal and of the writer, for or against, words."""

HELD: tuple[Line, ...] = (
    (
        "proposing-07",
        "jokunen",
        CommentKind.FOR,
        "Tiedän, mistä kelluvan saunan saa puoleen hintaan. Soittakaa 050 555 0142, kerron lisää.",
    ),
    (
        "proposing-21",
        "kalle",
        CommentKind.QUESTION,
        "Entä talvi? Naapurini Pentti Kuvitelma kolaa latua juuri siinä, mihin väylä on piirretty.",
    ),
)
REPORTED: Line = (
    "proposing-05",
    "pera",
    CommentKind.AGAINST,
    "Paperilehti on rahan haaskausta. Sama raha päiväkotiin, ja te saatte lukea uutisenne puhelimesta kuten muutkin.",
)
APPEALED: Line = (
    "proposing-12",
    "esko",
    CommentKind.FOR,
    "Makasiinikadulla ajavat vain idiootit, ja te annatte heidän ajaa.",
)
APPEAL = "Kirjoitin vihaisena, mutta asia on totta: kadulla ajetaan liian lujaa. Voiko joku muu katsoa tätä?"
GRANTED: Line = (
    "proposing-19",
    "saara",
    CommentKind.AGAINST,
    "Meidän koululla saattoliikenne siirrettiin jo kerran. Kukaan ei kysynyt niiltä, joilla ei ole muuta tapaa tulla.",
)
GRANT = "Kerron samanlaisesta muutoksesta toisella koululla. Se kuuluu juuri tähän."
REDACTED: Line = (
    "proposing-26",
    "tarina",
    CommentKind.FOR,
    "Katos on hyvä. Vartija kertoi, että penkit on jo tilattu; kysykää häneltä numerosta 040 555 0199.",
)
SPAM = "Osta edulliset kattoremontit suoraan tehtaalta, tarjous {n} vain tänään, soita heti ja säästä puolet!"
SPAMMERS = ("tarjous1", "tarjous2", "tarjous3")
SPAMMED = ("proposing-26", "proposing-29", "proposing-32", "proposing-33", "proposing-37", "proposing-41")


def tell(cycle: Cycle, told: Mapping[str, Proposal], ground: Ground) -> None:
    """All of it, in the year that takes proposals."""
    lead, moderator = ground.people[COORDINATOR], ground.people[MODERATOR]
    settings.set_rule(actor=lead, cycle=cycle, kind=COMMENT, is_before=True, trusted_after=0)
    for line in HELD:
        _say(line, told, ground)
    settings.set_rule(actor=lead, cycle=cycle, kind=COMMENT, is_before=False, trusted_after=5)
    said = _say(REPORTED, told, ground)
    reporting.report(actor=ground.people["mummo"], kind=COMMENT, target=said.pk, reason=Reason.INSULT)
    redacting.redact(actor=moderator, case=_case(_say(REDACTED, told, ground)), words="Vartija")
    granted = _hidden(GRANTED, Reason.OTHER_MATTER, GRANT, told, ground)
    deciding.leave(actor=lead, case=granted)
    _hidden(APPEALED, Reason.INSULT, APPEAL, told, ground)
    _wave(told, moderator)


def _say(line: Line, told: Mapping[str, Proposal], ground: Ground) -> Comment:
    proposal, writer, kind, text = line
    return discussion.comment(
        actor=ground.people[writer], proposal=told[proposal], kind=kind, text=text, language="fi"
    )


def _case(said: Comment) -> Case:
    found = case_of(COMMENT, said.pk)
    if found is None:
        raise LookupError(said.text)
    return found


def _hidden(line: Line, reason: Reason, appeal: str, told: Mapping[str, Proposal], ground: Ground) -> Case:
    case = deciding.hide(actor=ground.people[MODERATOR], case=_case(_say(line, told, ground)), reason=reason)
    appealing.appeal(actor=ground.people[line[1]], case=case, text=appeal)
    return case


def _wave(told: Mapping[str, Proposal], moderator: User) -> None:
    people = [User.objects.create_user(f"{name}@mainos.example", language="fi") for name in SPAMMERS]
    said = [
        discussion.comment(
            actor=people[n % len(people)],
            proposal=told[key],
            kind=CommentKind.FOR,
            text=SPAM.format(n=n + 1),
            language="fi",
        )
        for n, key in enumerate(SPAMMED)
    ]
    waves.hide(actor=moderator, seed=_case(said[0]), criteria=Criteria(), reason=Reason.ADVERTISEMENT)
