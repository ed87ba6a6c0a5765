"""Taking everything personal out of a household's record; the log of what it was given stays, under its pseudonym."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Delete, Select, Update, and_, delete, or_, select, update

from app.bundles.models import DoorNote, LineReport
from app.checkin.models import EmergencyIssue, EmergencyReversal, HandOver, RefusedItem, RefusedScan, Reversal
from app.distributions.models import BundleLine, Entitlement
from app.follow_ups.models import Answer, Interview
from app.households.models import (
    ACCESS_NEEDS,
    FUNCTIONAL_NEEDS,
    Card,
    Consent,
    DocumentKind,
    DuplicatePair,
    Household,
    HouseholdEvent,
    MatchKey,
    Person,
    Proxy,
    Sex,
)
from app.imports.models import ImportLine, ImportRow
from app.merging.models import Merge
from app.privacy.operations.rows import run
from app.privacy.operations.working import forget_workers, leave_works
from app.privacy.queries import going
from app.privacy.queries.going import NO_NAME
from app.public_works.models import SignUp
from app.sheets.models import SheetConflict, SheetEntry
from app.wardens.models import ReportedChange, RoundNeed, RoundRow, WardenCheck

AT_A_TIME = 500
"""Households in one statement; SQLite takes 32,766 values."""

NOTHING_OF_A_HOUSEHOLD: dict[str, Any] = {
    **dict.fromkeys(("house", "flat", "landmark", "phone1", "phone2", "notes"), ""),
    **dict.fromkeys(("street_id", "default_location_id", "phone_kind", "import_key", "nonce"), None),
    **dict.fromkeys(ACCESS_NEEDS, False),
}
"""What is left is the pseudonym, the settlement and how it stood, which the log and its totals are counted by."""
NOTHING_OF_A_PERSON: dict[str, Any] = {
    **dict.fromkeys(("given", "patronymic", "name_key", "document_last4", "vouched_by"), ""),
    **dict.fromkeys(("birth_on", "birth_year", *FUNCTIONAL_NEEDS), None),
    "surname": NO_NAME,
    "sex": Sex.NOT_STATED,
    "document": DocumentKind.NOT_ASKED,
}
NOTHING_OF_A_PROXY: dict[str, Any] = {"name": NO_NAME, "name_key": "", "birth_year": None, "phone": "", "nonce": None}


def clear_households(household_ids: Sequence[int], *, at: datetime) -> None:
    """Part of an operation that writes the audit row. What is cleared once is never found again by the purge."""
    for start in range(0, len(household_ids), AT_A_TIME):
        _clear(household_ids[start : start + AT_A_TIME], at)


def _clear(ids: Sequence[int], at: datetime) -> None:
    either = or_(Merge.kept_id.in_(ids), Merge.merged_id.in_(ids))
    aside = going.set_aside(either)
    for change in (*_of_rounds(ids), *_of_the_log(ids), *_of_lists(ids)):
        run(change)
    leave_works(ids)
    run(delete(Card).where(Card.household_id.in_(ids)))
    forget_proxies(Proxy.household_id.in_(ids))
    forget_people(or_(Person.household_id.in_(ids), Person.id.in_(aside)))
    run(update(Household).where(Household.id.in_(ids)).values(**NOTHING_OF_A_HOUSEHOLD, cleared_at=at))


def forget_people(which: ColumnElement[bool]) -> None:
    """Delete these people; whoever the log names stays without a name."""
    collected = select(HandOver.collector_person_id).where(HandOver.collector_person_id.is_not(None))
    ids = select(Person.id).where(which)
    run(update(LineReport).where(LineReport.collector_person_id.in_(ids)).values(collector_person_id=None))
    forget_workers(SignUp.person_id.in_(ids))
    run(delete(MatchKey).where(MatchKey.person_id.in_(ids)))
    run(delete(Person).where(which, Person.id.not_in(collected)))
    run(update(Person).where(which).values(**NOTHING_OF_A_PERSON))


def forget_proxies(which: ColumnElement[bool]) -> None:
    """The same for proxies."""
    collected = select(HandOver.proxy_id).where(HandOver.proxy_id.is_not(None))
    run(delete(Proxy).where(which, Proxy.id.not_in(collected)))
    run(update(Proxy).where(which).values(**NOTHING_OF_A_PROXY))


def _of_rounds(ids: Sequence[int]) -> Sequence[Update | Delete]:
    rows = select(RoundRow.id).where(RoundRow.household_id.in_(ids))
    return (
        delete(ReportedChange).where(or_(ReportedChange.household_id.in_(ids), ReportedChange.row_id.in_(rows))),
        delete(RoundNeed).where(RoundNeed.row_id.in_(rows)),
        delete(RoundRow).where(RoundRow.household_id.in_(ids)),
        delete(WardenCheck).where(WardenCheck.household_id.in_(ids)),
    )


def _promised_to(household_ids: Sequence[int]) -> Select[int]:
    return select(Entitlement.id).where(Entitlement.household_id.in_(household_ids))


def _of_the_log(ids: Sequence[int]) -> Sequence[Update | Delete]:
    """Facts stay; names, reasons in free words and cards go out of them."""
    promised = HandOver.entitlement_id.in_(_promised_to(ids))
    given = select(HandOver.id).where(promised)
    cards = select(Card.id).where(Card.household_id.in_(ids))
    urgent = EmergencyIssue.household_id.in_(ids)
    typed = or_(SheetEntry.entitlement_id.in_(_promised_to(ids)), SheetEntry.card_id.in_(cards))
    decided = SheetConflict.entry_id.in_(select(SheetEntry.id).where(typed))
    carried = select(BundleLine.id).where(BundleLine.entitlement_id.in_(_promised_to(ids)))
    asked = select(Interview.id).where(Interview.entitlement_id.in_(_promised_to(ids)))
    return (
        delete(Answer).where(Answer.interview_id.in_(asked)),
        delete(Interview).where(Interview.id.in_(asked)),
        update(SheetConflict).where(decided, SheetConflict.reason != "").values(reason=NO_NAME),
        update(SheetEntry).where(typed, SheetEntry.collector_name != "").values(collector_name=NO_NAME),
        update(SheetEntry).where(SheetEntry.card_id.in_(cards)).values(card_id=None),
        update(BundleLine).where(BundleLine.id.in_(carried)).values(note=""),
        update(DoorNote).where(DoorNote.entitlement_id.in_(_promised_to(ids))).values(words=""),
        update(LineReport)
        .where(LineReport.line_id.in_(carried), LineReport.collector_name != "")
        .values(collector_name=NO_NAME),
        update(RefusedItem).where(RefusedItem.hand_over_id.in_(given)).values(note=""),
        update(EmergencyReversal)
        .where(EmergencyReversal.issue_id.in_(select(EmergencyIssue.id).where(urgent)))
        .values(reason=NO_NAME),
        update(EmergencyIssue).where(urgent).values(note=""),
        update(EmergencyIssue).where(urgent, EmergencyIssue.approval_reason != "").values(approval_reason=NO_NAME),
        update(HandOver).where(promised, HandOver.collector_name != "").values(collector_name=NO_NAME),
        update(HandOver).where(promised, HandOver.approval_reason != "").values(approval_reason=NO_NAME),
        update(Reversal).where(Reversal.hand_over_id.in_(given)).values(reason=NO_NAME),
        update(HandOver).where(HandOver.card_id.in_(cards)).values(card_id=None),
        update(RefusedScan).where(RefusedScan.card_id.in_(cards)).values(card_id=None),
    )


def _of_lists(ids: Sequence[int]) -> Sequence[Update | Delete]:
    either = or_(Merge.kept_id.in_(ids), Merge.merged_id.in_(ids))
    return (
        delete(Consent).where(Consent.household_id.in_(ids)),
        delete(DuplicatePair).where(or_(DuplicatePair.first_id.in_(ids), DuplicatePair.second_id.in_(ids))),
        delete(HouseholdEvent).where(HouseholdEvent.household_id.in_(ids)),
        delete(ImportLine).where(ImportLine.household_id.in_(ids)),
        update(ImportRow).where(ImportRow.household_id.in_(ids)).values(household_id=None),
        update(Merge).where(and_(either, Merge.before.is_not(None))).values(before=None),
    )
