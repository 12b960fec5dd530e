"""The history of votes in words. Rolls and ballots are other tables and never part of it: what was done at the desk is
told without the person whom it was about."""

from collections.abc import Collection

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from commons.audit import kinds
from commons.audit.kinds import Kind, Subject
from voting.models import AnomalyCase, CountSignature, DeskAct, Election, RollRequest

FIELDS = {
    "ballot_kind": _("Kind of ballot"),
    "min_length": _("At least this many projects"),
    "max_length": _("At most this many projects"),
    "min_sum_points": _("At least this many points"),
    "max_sum_points": _("At most this many points"),
    "max_points": _("At most this many points for one project"),
    "totals_live": _("Votes are shown while voting is open"),
    "rule": _("Rule of the count"),
    "rule_version": _("Version of the rule"),
    "lot_source": _("Public drawing for the lot"),
    "frozen_at": _("Frozen"),
    "frozen_hash": _("Hash of the frozen rules"),
    "sealed_at": _("Box sealed"),
}


def _subjects(ids: Collection[int]) -> dict[int, Subject]:
    found = Election.objects.filter(pk__in=ids).select_related("cycle")
    return {one.pk: Subject(str(one), f"/years/{one.cycle.slug}/") for one in found}


def _signed(ids: Collection[int]) -> dict[int, Subject]:
    found = CountSignature.objects.filter(pk__in=ids).select_related("count__election__cycle")
    return {
        one.pk: Subject(str(one.count.election), f"/desk/results/{one.count.election.cycle.slug}/")
        for one in found
    }


DESK_FIELDS = {
    "deed": pgettext_lazy("at the desk", "What was done"),
    "station": _("Station"),
    "reason": _("Reason"),
}


REQUEST_FIELDS = {"state": _("State"), "times": _("Sent so many times"), "decision": _("Reason")}


def _request_subjects(ids: Collection[int]) -> dict[int, Subject]:
    found = RollRequest.objects.filter(pk__in=ids).select_related("election__cycle")
    return {
        one.pk: Subject(str(one.election), f"/desk/votes/{one.election.cycle.slug}/requests/{one.pk}/")
        for one in found
    }


def _desk_subjects(ids: Collection[int]) -> dict[int, Subject]:
    found = DeskAct.objects.filter(pk__in=ids).select_related("election__cycle")
    return {one.pk: Subject(str(one.election), f"/desk/votes/{one.election.cycle.slug}/") for one in found}


def _found(ids: Collection[int]) -> dict[int, Subject]:
    rows = AnomalyCase.objects.filter(pk__in=ids).select_related("election__cycle")
    return {
        one.pk: Subject(str(one), f"/desk/results/{one.election.cycle.slug}/cases/{one.pk}/") for one in rows
    }


def register() -> None:
    """Make the history of votes readable."""
    kinds.register(
        Kind("vote", pgettext_lazy("a thing", "Vote"), "voting.ElectionEvent", FIELDS, subjects=_subjects)
    )
    kinds.register(
        Kind(
            "certification",
            _("Certified count"),
            "voting.CountSignatureEvent",
            {"signed_at": _("Certified")},
            subjects=_signed,
        )
    )
    kinds.register(
        Kind(
            "roll-request",
            _("Request to be on the roll"),
            "voting.RollRequestElectionStateTimesDecisionDecidedByForgottenAtEvent",
            REQUEST_FIELDS,
            subjects=_request_subjects,
        )
    )
    kinds.register(
        Kind("desk-act", _("Voting desk"), "voting.DeskActEvent", DESK_FIELDS, subjects=_desk_subjects)
    )
    kinds.register(
        Kind(
            "lot",
            _("Seed of the lot"),
            "voting.LotSeedEvent",
            {"first_value": _("Read off by the first person"), "told_at": _("Told")},
            subjects=_subjects,
        )
    )
    kinds.register(
        Kind(
            "sealing",
            _("Sealing of the box"),
            "voting.SealingEvent",
            {"first_at": _("Asked for"), "sealed_at": _("Box sealed"), "key_gone_at": _("Key gone")},
            subjects=_subjects,
        )
    )
    kinds.register(
        Kind(
            "finding",
            _("Finding"),
            "voting.AnomalyCaseEvent",
            {"state": _("State"), "proposed": _("Decision"), "reason": _("Reason")},
            subjects=_found,
        )
    )
    kinds.register_verbs(
        {
            "voting.set_up": _("Decided the rules of the vote"),
            "voting.put_on_ballot": _("Put a project on the ballot"),
            "voting.fill_ballot": _("Filled the ballot from the reviews"),
            "voting.take_off_ballot": _("Took a project off the ballot"),
            "voting.put_in_order": _("Changed the order of the ballot"),
            "voting.take_in_roll": _("Took in the roll"),
            "voting.make_letters": _("Made letters"),
            "voting.replace_letter": _("Replaced a letter"),
            "voting.revoke_letters": _("Called letters back"),
            "voting.open": _("Opened the vote"),
            "voting.ask_notice": _("Asked for a change after opening"),
            "voting.confirm_notice": _("Confirmed a change after opening"),
            "voting.refuse_notice": _("Refused a change after opening"),
            "voting.count": _("Counted the votes"),
            "voting.recount": _("Counted the votes again"),
            "voting.read_off_lot": _("Entered what was drawn in public"),
            "voting.search_cases": _("Looked for what stands out in the box"),
            "voting.write_case": _("Wrote a decision on a finding"),
            "voting.decide_case": _("Decided on a finding"),
            "voting.send_case_back": _("Sent a decision on a finding back"),
            "voting.certify": _("Certified the result of the vote"),
            "voting.publish_result": _("Published the result of the vote"),
            "voting.ask_to_seal": _("Asked for the box to be sealed"),
            "voting.withdraw_sealing": _("Took back the wish to seal the box"),
            "voting.seal": _("Sealed the box"),
            "voting.council_decides": _("Recorded the council's decision"),
            "voting.prepare_item": _("Put the result before the council"),
            "voting.change_item": _("Changed the council's item"),
            "voting.add_annex": _("Added an annex to the council's item"),
            "voting.enter_line": _("Entered the council's decision on a project"),
            "voting.enter_freed": _("Entered what becomes of the money freed"),
            "voting.place_money": _("Put money that was carried over into a pot"),
            "voting.reject_all": _("Entered that the council rejected the whole"),
            "voting.hand_in_item": _("Handed the council's decisions to a second official"),
            "voting.send_item_back": _("Sent the council's decisions back"),
            "voting.confirm_item": _("Confirmed and published the council's decisions"),
            "voting.ask_officials": _("Asked or commented as a councillor"),
            "voting.answer_councillor": _("Answered a councillor"),
            "voting.declare": _("Said where they stand on the roll"),
            "voting.look_up": _("Looked somebody up on the roll"),
            "voting.give_code": _("Gave a one-time code"),
            "voting.ask_for_roll": _("Asked to be on the roll"),
            "voting.decide_request": _("Decided a request to be on the roll"),
            "voting.forget_requests": _("Deleted what people wrote who asked to be on the roll"),
            "voting.take_paper": _("Gave a ballot on paper"),
            "voting.put_in_box": _("Noted that a ballot on paper is in the box"),
            "voting.give_back_paper": _("Took back a ballot on paper"),
            "voting.correct_paper": _("Corrected the mark of a ballot on paper"),
            "voting.import_pb": _("Imported an election from a file"),
        }
    )
