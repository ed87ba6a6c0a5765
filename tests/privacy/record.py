"""A household with something in every table that knows it, each word of it marked."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import select

from app.accounts.models import Role
from app.audit import operations as audit
from app.bundles.models import DoorNote, LineReport, NoteKind
from app.checkin.models import (
    CollectorKind,
    DeliveryRequest,
    EmergencyIssue,
    EmergencyReason,
    EmergencyReversal,
    HandOver,
    Method,
    RefusedItem,
    RefusedReason,
    RefusedScan,
    Reversal,
    Verdict,
)
from app.closing.models import ClosedEmergency, ClosedHandOver, Closing
from app.core.actors import KEEPER
from app.core.db import db
from app.distributions.models import (
    AgeBand,
    Bundle,
    BundleKind,
    BundleLine,
    CoveredPerson,
    EntitledPeople,
    Entitlement,
    LineOutcome,
    MoveCause,
    Sheet,
    SheetRow,
    SlotMove,
    WaitingEntry,
    WaitState,
)
from app.follow_ups.models import Answer, Interview, InterviewState, Question, Sample
from app.households.models import (
    CardBatch,
    Consent,
    ConsentKind,
    ConsentMethod,
    DocumentKind,
    DuplicatePair,
    EventKind,
    Household,
    HouseholdEvent,
    HouseholdStatus,
    MatchKey,
    Person,
    PersonRole,
    PhoneKind,
    Proxy,
    ProxyBasis,
    ProxyRelation,
    Sex,
    Source,
    StatusReason,
)
from app.households.parsing.addresses import AddressReading
from app.hubs.models import Location, Pause, PauseCause
from app.imports.models import Import, ImportLine, ImportRow, ImportState
from app.imports.tables import FileKind
from app.imports.values import Someone, Values, dump_values
from app.merging.ledger import Change, Ledger
from app.merging.models import Merge
from app.pauses.models import Insider
from app.sheets.models import ConflictKind, RowOutcome, Settlement, SheetConflict, SheetEntry
from app.wardens.models import (
    ChangeKind,
    CheckAnswer,
    NeedCode,
    ReportedChange,
    Round,
    RoundNeed,
    RoundRow,
    RoundStreet,
    Side,
    WardenCheck,
)
from tests import cast, make
from tests.make.distributions import make_cycle
from tests.make.staff import make_staff
from tests.privacy.work_record import write_pass, write_work

MARK = "Позначка"
"""Stands in every text that is about the household; after a purge it stands nowhere."""
PHONE = "+380207852503"
FOREMAN = cast.Colleague("petro", "Петро Гай", (Role.FOREMAN,))
WARDEN = cast.Colleague("zoia", "Зоя Лісова", (Role.WARDEN,))


@dataclass(frozen=True)
class Stored:
    """Ids of what was written."""

    household: int
    other: int
    """A neighbour whose record must not change."""
    given: int
    """The hand-over that stands in the log."""


def store(at: datetime) -> Stored:
    """Everything that a hub can write down about one household, on the day of ``at``."""
    staff = make_staff(WARDEN)
    hub, settlement = make.make_hub(), make.make_settlement()
    location = make.make_location(hub=hub, settlement=settlement)
    street = make.make_street(settlement=settlement, name="Садова", location=location)
    household = make.make_household(
        settlement=settlement, street=street, house="21", flat="3", landmark=f"{MARK} ворота", phone1=PHONE,
        phone_kind=PhoneKind.BUTTON, needs_seat=True, notes=f"{MARK} нотатка", import_key="k" * 64,
        source=Source.IMPORT,
    )  # fmt: skip
    other = make.make_household(settlement=settlement, street=street, house="23")
    make.make_person(household=other, surname="Ґудзь", given="Марія", born=1960)
    make.make_card(household=other)
    household.registered_at = at
    head = make.make_person(
        household=household, surname=MARK, given="Олена", born=date(1954, 5, 12), document=DocumentKind.PASSPORT_BOOK,
        document_last4="7731", vouched_by=f"{MARK} сусідка", wg_walking=2,
    )  # fmt: skip
    make.make_person(household=household, surname=MARK, given="Петро", role=PersonRole.CHILD, sex=Sex.MALE)
    card = make.make_card(household=household)
    card.approval_reason = f"{MARK} причина"
    batch = CardBatch(cards=1, made_at=at, nonce="b" * 32)
    db.session.add(batch)
    _write_lists(household, other, head, at)
    _write_rounds(household, street.id, staff.id, at)
    given = _write_the_log(household, location, staff.id, at)
    write_work(household, head, mark=MARK, staff_id=staff.id, confirmer_id=make_staff(FOREMAN).id, at=at)
    write_pass(at)
    audit.record("reveal household", "household", household.id, actor=KEEPER, at=at, purpose="page")
    db.session.commit()
    return Stored(household.id, other.id, given.id)


def leave(stored: Stored, at: datetime) -> None:
    """They left, and receive no aid since."""
    household = db.session.get_one(Household, stored.household)
    household.status, household.status_reason = HouseholdStatus.MOVED, StatusReason.MOVED_AWAY
    household.status_changed_at = at
    db.session.commit()


def _write_lists(household: Household, other: Household, head: Person, at: datetime) -> None:
    said = Values(
        AddressReading(street="Садова", house="21"), (Someone(MARK, "Олена"),), (PHONE,), note=f"{MARK} рядок"
    )
    finished = Import(
        state=ImportState.DONE, file_name="реєстр.xlsx", file_kind=FileKind.XLSX, digest="0" * 64,
        size=1, shape="s" * 64,
        created_at=at, touched_at=at, finished_at=at, report="{}",
    )  # fmt: skip
    db.session.add(finished)
    db.session.flush()
    line = ImportLine(
        household_id=household.id, import_id=finished.id, shape="s" * 64, sheet="Аркуш1", number=7,
        digest="d" * 64, identity="i" * 64, said=dump_values(said),
    )  # fmt: skip
    row = ImportRow(
        import_id=finished.id, position=1, sheet="Аркуш1", number=7, digest="d" * 64, identity="i" * 64, reading="{}",
        household_id=household.id,
    )  # fmt: skip
    pair = DuplicatePair(first_id=household.id, second_id=other.id, strength=9000, reasons="[]", found_at=at)
    proxy = Proxy(
        household_id=household.id, name=f"{MARK} Ганна", name_key="позначка", birth_year=1970, phone=PHONE,
        relation=ProxyRelation.NEIGHBOUR, basis=ProxyBasis.SPOKEN, valid_from=at.date(),
        valid_to=at.date() + timedelta(days=90), created_at=at,
    )  # fmt: skip
    unnamed = Proxy(
        household_id=household.id, name=f"{MARK} Ніна", name_key="позначка", relation=ProxyRelation.FAMILY,
        basis=ProxyBasis.NOTE, valid_from=at.date(), valid_to=at.date(), created_at=at,
    )  # fmt: skip
    consent = Consent(
        household_id=household.id, kind=ConsentKind.CALLS, method=ConsentMethod.SPOKEN, text_version="1", given_at=at
    )
    event = HouseholdEvent(
        household_id=household.id, kind=EventKind.ARRIVAL, person_id=head.id, happened_on=at.date(), recorded_at=at
    )
    merge = Merge(
        kept_id=household.id, merged_id=other.id, merged_at=at, nonce="m" * 32, before=_ledger(household, "notes")
    )
    same = Merge(
        kept_id=household.id, merged_id=household.id, kept_person_id=head.id, merged_at=at, nonce="n" * 32,
        before=_ledger(head, 'vouched_by'),
    )  # fmt: skip
    db.session.add_all(
        [line, row, pair, proxy, unnamed, consent, event, merge, same, MatchKey(key="позначка", person_id=head.id)]
    )
    db.session.flush()


def _ledger(row: Household | Person, column: str) -> str:
    """What stood in one field before a merge."""
    return Ledger([Change(row.__tablename__, row.id, column, f"{MARK} давніше", "")]).dump()


def _write_rounds(household: Household, street_id: int, staff_id: int, at: datetime) -> None:
    walked = Round(
        year=2024, serial=1, warden_id=staff_id, made_at=at, return_by=at.date(), entered_at=at, nonce="r" * 32
    )
    walked.stretches = [RoundStreet(street_id=street_id, side=Side.ODD)]
    row = RoundRow(row_no=1, household_id=household.id, is_reached=True, needs=[RoundNeed(place=1, code=NeedCode.HEAT)])
    walked.rows = [row]
    db.session.add(walked)
    db.session.flush()
    db.session.add(
        ReportedChange(
            kind=ChangeKind.PHONE,
            household_id=household.id,
            round_id=walked.id,
            row_id=row.id,
            text=f"{MARK} телефон",
            reported_at=at,
        )
    )


def _write_the_log(household: Household, location: Location, staff_id: int, at: datetime) -> HandOver:
    (head, son), card = household.people, household.cards[0]
    programme = make.make_programme(kit=make.make_kit(), starts_on=at.date())
    cycle = make_cycle(programme=programme)
    day = make.make_distribution(cycle=cycle, location=location, held_on=at.date())
    promise = make.make_entitlement(household=household, slot=day.slots[0], place=1)
    proxy = household.proxies[0]
    fields = {"card_id": card.id, "location_id": location.id, "desk": 1, "staff_id": staff_id, "recorded_at": at}
    first = HandOver(
        entitlement_id=promise.id, nonce="1" * 32, method=Method.SCAN, collector_kind=CollectorKind.MEMBER,
        collector_person_id=head.id, happened_at=at, is_reversed=True, **fields,
    )  # fmt: skip
    second = HandOver(
        entitlement_id=promise.id, nonce="2" * 32, method=Method.SCAN, collector_kind=CollectorKind.PROXY,
        collector_name=proxy.name, proxy_id=proxy.id, approved_by_id=staff_id, approval_reason=f"{MARK} дозвіл",
        happened_at=at, **fields,
    )  # fmt: skip
    db.session.add_all([first, second])
    db.session.flush()
    db.session.add_all(
        [
            Reversal(hand_over_id=first.id, reason=f"{MARK} помилка", staff_id=staff_id, recorded_at=at),
            RefusedScan(
                verdict=Verdict.TOO_EARLY,
                card_id=card.id,
                entitlement_id=promise.id,
                location_id=location.id,
                desk=1,
                staff_id=staff_id,
                happened_at=at,
            ),
            EntitledPeople(
                entitlement_id=promise.id, sex=Sex.FEMALE, age_band=AgeBand.OLDER, has_disability=True, people=1
            ),
            CoveredPerson(cycle_id=cycle.id, person_id=son.id, entitlement_id=promise.id),
            DeliveryRequest(entitlement_id=promise.id, asked_at=at, asked_by_id=staff_id, nonce="d" * 32),
            RefusedItem(
                hand_over_id=second.id, kit_version_id=promise.kits[0].kit_version_id, quantity=1,
                reason=RefusedReason.OTHER, note=f"{MARK} смак",
            ),
        ]
    )  # fmt: skip
    db.session.flush()
    _write_emergency(household, promise, staff_id, at)
    _write_delivery(promise, head, staff_id, at)
    _write_paper(promise, card.id, at)
    _write_interview(promise, at)
    _write_waiting(promise, at)
    _write_closing(promise, second, staff_id, at)
    return second


def _write_closing(promise: Entitlement, given: HandOver, staff_id: int, at: datetime) -> None:
    """Seen inside during an alarm; what it got that day was counted up in the evening."""
    location_id = promise.slot.distribution.location_id
    pause = Pause(
        hub_id=promise.slot.distribution.location.hub_id, location_id=location_id, cause=PauseCause.ALARM,
        started_at=at, started_by_id=staff_id, ended_at=at, ended_by_id=staff_id, nonce="p" * 32,
    )  # fmt: skip
    closing = Closing(
        location_id=location_id, held_on=promise.slot.distribution.held_on, counted_at=at, counted_by_id=staff_id,
        digest="0" * 64, nonce="c" * 32,
    )  # fmt: skip
    db.session.add_all([pause, closing])
    db.session.flush()
    urgent_id = db.session.scalars(select(EmergencyIssue.id)).first()
    db.session.add_all(
        [
            Insider(pause_id=pause.id, entitlement_id=promise.id, seen_at=at, seen_by_id=staff_id),
            ClosedHandOver(hand_over_id=given.id, sign=1, closing_id=closing.id),
            ClosedEmergency(emergency_id=urgent_id, sign=1, closing_id=closing.id),
        ]
    )
    db.session.flush()


def _write_waiting(promise: Entitlement, at: datetime) -> None:
    """Its day was cancelled, it waited for another time, and somebody looked after it."""
    move = SlotMove(
        entitlement_id=promise.id, cause=MoveCause.CANCELLED, from_slot_id=promise.slot_id, from_place=1, moved_at=at
    )
    entry = WaitingEntry(
        cycle_id=promise.cycle_id, household_id=promise.household_id, entitlement_id=promise.id,
        cause=MoveCause.CANCELLED, since=at, state=WaitState.PLACED, closed_at=at,
    )  # fmt: skip
    check = WardenCheck(household_id=promise.household_id, asked_at=at, answer=CheckAnswer.ILL, answered_at=at)
    db.session.add_all([move, entry, check])
    db.session.flush()


def _write_delivery(promise: Entitlement, head: Person, staff_id: int, at: datetime) -> None:
    """Carried out, not given, and twice told to be given all the same."""
    line = BundleLine(
        row_no=1, entitlement_id=promise.id, outcome=LineOutcome.RETURNED, settled_at=at, note=f"{MARK} нікого не було"
    )
    bundle = Bundle(
        year=at.year, serial=1, kind=BundleKind.WARDEN, location_id=promise.slot.distribution.location_id,
        carrier_name="Зоя Лісова", sent_at=at, sent_by_id=staff_id, return_by=at.date(), nonce="u" * 32, lines=[line],
    )  # fmt: skip
    db.session.add(bundle)
    db.session.flush()
    db.session.add(
        DoorNote(
            bundle_id=bundle.id, entitlement_id=promise.id, nonce="y" * 32, kind=NoteKind.NOT_AT_HOME,
            words=f"{MARK} у сусідки", happened_at=at, staff_id=staff_id, received_at=at,
        )
    )  # fmt: skip
    told = {"line_id": line.id, "method": Method.BUNDLE, "happened_at": at, "staff_id": staff_id, "received_at": at}
    db.session.add_all(
        [
            LineReport(
                nonce="v" * 32, collector_kind=CollectorKind.PROXY, collector_name=f"{MARK} Ніна", **told
            ),
            LineReport(nonce="w" * 32, collector_kind=CollectorKind.MEMBER, collector_person_id=head.id, **told),
        ]
    )  # fmt: skip
    db.session.flush()


def _write_interview(promise: Entitlement, at: datetime) -> None:
    answer = Answer(question=Question.CHANGE, value=f"{MARK} черга")
    asked = Interview(
        position=1, entitlement_id=promise.id, state=InterviewState.ANSWERED, entered_at=at, answers=[answer]
    )  # fmt: skip
    sample = Sample(
        distribution_id=promise.slot.distribution_id, seed="5" * 32, drawn_from=1, drawn_at=at, nonce="i" * 32,
        interviews=[asked],
    )  # fmt: skip
    db.session.add(sample)
    db.session.flush()


def _write_paper(promise: Entitlement, card_id: int, at: datetime) -> None:
    """On a sheet, signed by somebody although it had been given; and once more in a blank row."""
    sheet = Sheet(
        year=at.year, serial=1, distribution_id=promise.slot.distribution_id, slot_id=promise.slot_id, blank_rows=2,
        printed_at=at, rows=[SheetRow(row_no=1, entitlement_id=promise.id)],
    )  # fmt: skip
    db.session.add(sheet)
    db.session.flush()
    signed = {
        "sheet_id": sheet.id, "outcome": RowOutcome.GIVEN, "collector_kind": CollectorKind.PROXY,
        "collector_name": f"{MARK} Ніна", "happened_at": at, "entered_at": at,
    }  # fmt: skip
    entries = SheetEntry(row_no=1, entitlement_id=promise.id, **signed), SheetEntry(row_no=2, card_id=card_id, **signed)
    for entry in entries:
        entry.conflict = SheetConflict(
            kind=ConflictKind.ALREADY_GIVEN, settlement=Settlement.SECOND_KIT, reason=f"{MARK} двоє малих",
            settled_at=at,
        )  # fmt: skip
    db.session.add_all(entries)
    db.session.flush()


def _write_emergency(household: Household, promise: Entitlement, staff_id: int, at: datetime) -> None:
    distribution = promise.slot.distribution
    urgent = EmergencyIssue(
        location_id=distribution.location_id, programme_id=distribution.cycle.programme_id,
        distribution_id=distribution.id, kit_version_id=promise.kits[0].kit_version_id, quantity=1,
        reason=EmergencyReason.OTHER, note=f"{MARK} згоріло", desk=1, given_by_id=staff_id, approved_by_id=staff_id,
        approval_reason=f"{MARK} троє дітей", happened_at=at, nonce="e" * 32, household_id=household.id, linked_at=at,
        is_reversed=True,
    )  # fmt: skip
    urgent.reversal = EmergencyReversal(reason=f"{MARK} не той набір", staff_id=staff_id, recorded_at=at)
    db.session.add(urgent)
    db.session.flush()
