"""What reports call people, outcomes and the entries of the trace."""

import json
import re
from collections.abc import Sequence
from datetime import date
from enum import StrEnum
from typing import Any

from flask_babel import gettext

from app.accounts.models import Role
from app.bundles.models import NoteKind, Ruling
from app.checkin.models import CollectorKind, EmergencyReason, Method, RefusedReason
from app.checkin.rules import WhyApproved
from app.core.errors import N_
from app.distributions.models import (
    AgeBand,
    BundleKind,
    FirstTo,
    LineOutcome,
    MoveCause,
    ProxyRule,
    ShortageWay,
    ToldHow,
    Unit,
)
from app.distributions.rules import NotPlaced
from app.households.models import (
    BlockReason,
    CheckReason,
    ConsentKind,
    ConsentMethod,
    EventKind,
    PairDecision,
    ProxyBasis,
    ProxyRelation,
    Sex,
    Source,
    StatusReason,
)
from app.households.rules import Purpose
from app.hubs.models import PauseCause
from app.reports import work_labels
from app.reports.columns import COLUMNS
from app.reports.rules import CollectedBy, Outcome
from app.sheets.models import ConflictKind, Settlement
from app.wardens.models import ChangeKind, CheckAnswer
from app.wardens.rules import Look
from app.web import labels

COLLECTORS = labels.register(
    {
        CollectedBy.HEAD: N_("head of the household"),
        CollectedBy.MEMBER: N_("another member"),
        CollectedBy.PROXY: N_("proxy"),
        CollectedBy.WARDEN: N_("street warden"),
    }
)
OUTCOMES = labels.register(
    {
        Outcome.GIVEN: N_("given"),
        Outcome.REVERSED: N_("reversed"),
    }
)
AGE_BANDS = labels.register(
    {
        AgeBand.UNDER_3: N_("0–2"),
        AgeBand.UNDER_6: N_("3–5"),
        AgeBand.UNDER_12: N_("6–11"),
        AgeBand.UNDER_18: N_("12–17"),
        AgeBand.ADULT: N_("18–59"),
        AgeBand.OLDER: N_("60+"),
        AgeBand.UNKNOWN: N_("age not known"),
    }
)
labels.register(
    {
        Source.DESK: N_("at a desk"),
        Source.WARDEN: N_("from a warden"),
        Source.IMPORT: N_("out of a list"),
    }
)
SEXES: dict[Sex, str] = {
    Sex.FEMALE: N_("Women and girls"),
    Sex.MALE: N_("Men and boys"),
    Sex.NOT_STATED: N_("Not stated"),
}
"""Rows of the table of people (field guide 4.5)."""

ACTIONS = {
    "fill after-check": N_("five questions answered"),
    "draw interviews": N_("households drawn for interviews"),
    "print interviews": N_("interview sheets printed"),
    "enter interview": N_("interview entered"),
    "annul draw": N_("draw annulled"),
    "hold draw": N_("draw held"),
    "decide shortage": N_("decided who gets what there is not enough of"),
    "take back shortage decision": N_("decision on a shortage taken back"),
    "accept reported change": N_("reported change done"),
    "add location": N_("location added"),
    "ask delivery": N_("put on the delivery list"),
    "cancel delivery": N_("taken off the delivery list"),
    "give emergency kit": N_("emergency kit given"),
    "link emergency kit": N_("emergency kit linked to a household"),
    "reveal phone": N_("phone of a household uncovered"),
    "take back emergency kit": N_("emergency kit taken back"),
    "add person": N_("person added"),
    "add settlement": N_("settlement added"),
    "add streets": N_("streets added"),
    "attach decision": N_("decision attached"),
    "assign streets": N_("streets assigned to a location"),
    "block card": N_("card blocked"),
    "book slot": N_("time given"),
    "answer check": N_("household looked after by a warden"),
    "call off days": N_("days postponed, cancelled or moved elsewhere"),
    "cancel round": N_("round sheet cancelled"),
    "change household": N_("household changed"),
    "change hub": N_("hub changed"),
    "change kit contents": N_("kit contents changed"),
    "change location": N_("location changed"),
    "change password": N_("password changed"),
    "change person": N_("person changed"),
    "change retention": N_("how long data is kept changed"),
    "change roles": N_("roles changed"),
    "change settlement": N_("settlement changed"),
    "change slot length": N_("slot length changed"),
    "change status of household": N_("status of a household changed"),
    "change street": N_("street changed"),
    "choose rows": N_("rows of a list decided"),
    "add holiday": N_("day without distributions added"),
    "add template day": N_("day of a usual week added"),
    "announce outages": N_("power cuts written down"),
    "change template day": N_("day of a usual week changed"),
    "close day": N_("day closed"),
    "confirm place": N_("held place confirmed"),
    "decline place": N_("place declined"),
    "mark told": N_("noted who was told of a new time"),
    "move slots": N_("times moved by a list"),
    "note standby": N_("noted who can come at short notice"),
    "offer place": N_("place held for a household that waits"),
    "print changes": N_("list of changed times printed with names"),
    "take back offer": N_("held place let go"),
    "compare list anew": N_("list compared anew"),
    "create kit": N_("kit created"),
    "create item": N_("item created"),
    "change item": N_("item changed"),
    "change partner": N_("partner described"),
    "name items of kit": N_("items of a kit named"),
    "receive goods": N_("goods received"),
    "report receipt": N_("receipt reported to the state"),
    "assemble kits": N_("kits put together"),
    "send goods": N_("goods sent"),
    "send goods to another hub": N_("goods sent to another hub"),
    "note what another hub told": N_("answer of another hub written down"),
    "count arrived goods": N_("goods counted on arrival"),
    "write off goods": N_("goods written off"),
    "take stock": N_("stock counted"),
    "reverse stock document": N_("document of the stock reversed"),
    "end template day": N_("day of a usual week ended"),
    "remove holiday": N_("day without distributions removed"),
    "remove outage": N_("power cut removed"),
    "set curfew": N_("curfew set"),
    "count up day": N_("day counted up"),
    "create programme": N_("programme created"),
    "create staff": N_("staff created"),
    "decide pair": N_("decided on a possible duplicate"),
    "decline reported change": N_("reported change declined"),
    "drop draft": N_("draft dropped"),
    "edit draft": N_("draft changed"),
    "edit programme": N_("programme changed"),
    "enter round": N_("round sheet entered"),
    "enter sheet": N_("signature sheet entered"),
    "discard sheets": N_("signature sheets not used"),
    "settle conflict": N_("paper and hub compared"),
    "export exceptions": N_("emergency kits and refusals exported"),
    "export log": N_("log exported"),
    "export totals": N_("totals exported"),
    "find duplicates": N_("looked for duplicates"),
    "give consent": N_("consent given"),
    "give streets": N_("streets given to a warden"),
    "give up list": N_("list given up"),
    "hand over": N_("aid handed over"),
    "pause hand-over": N_("hand-over stopped"),
    "end pause": N_("all-clear given"),
    "note who is inside": N_("those inside noted"),
    "move after a pause": N_("new times given after a pause"),
    "leave times after a pause": N_("nobody moved after a pause"),
    "hand over streets": N_("streets handed over to another warden"),
    "import households": N_("households imported"),
    "load example households": N_("example households loaded"),
    "look at home": N_("home looked at by a warden"),
    "look at list": N_("names of a list looked at"),
    "look at sheet": N_("round sheet looked at"),
    "look at street": N_("street looked at by a warden"),
    "lose card": N_("card lost"),
    "make blank cards": N_("blank cards made"),
    "make round": N_("round sheet made"),
    "mark cards printed": N_("cards marked as printed"),
    "merge households": N_("records of one family merged"),
    "merge people": N_("records of one person merged"),
    "move slot": N_("time moved"),
    "name proxy": N_("proxy named"),
    "open hub": N_("hub opened"),
    "open names": N_("names uncovered at a desk"),
    "plan distributions": N_("distributions planned"),
    "print collectors": N_("list of frequent collectors printed"),
    "print names": N_("names printed"),
    "publish slots": N_("times published"),
    "record event": N_("change in a household written down"),
    "purge": N_("old data cleared"),
    "tidy": N_("what was due forgotten by itself"),
    "register household": N_("household registered"),
    "remove settlement": N_("settlement removed"),
    "remove street": N_("street removed"),
    "reopen pair": N_("decision on a possible duplicate taken back"),
    "replace card": N_("card replaced"),
    "report change": N_("change reported by a warden"),
    "reset password": N_("password reset"),
    "restore kit": N_("kit restored"),
    "retire kit": N_("kit retired"),
    "retire staff": N_("staff retired"),
    "reveal collectors": N_("names of frequent collectors uncovered"),
    "reveal household": N_("record of a household uncovered"),
    "reveal names": N_("names of a household uncovered"),
    "reverse hand-over": N_("hand-over reversed"),
    "revoke proxy": N_("proxy revoked"),
    "set columns": N_("columns of a list decided"),
    "sign in": N_("signed in"),
    "split household": N_("household split"),
    "strike off blank card": N_("blank card struck off"),
    "take back event": N_("change in a household taken back"),
    "take streets": N_("streets taken from a warden"),
    "transfer people": N_("people moved to another household"),
    "unblock card": N_("card unblocked"),
    "undo merge": N_("merge undone"),
    "upload list": N_("list uploaded"),
    "wipe training": N_("training community wiped"),
    "withdraw consent": N_("consent withdrawn"),
    "decide on line": N_("decided between two facts of a bundle"),
    "decide on loss": N_("two people said what became of kits"),
    "enter bundle": N_("slip of a bundle entered"),
    "forget field work": N_("field laptop emptied"),
    "give field work back": N_("field work given back"),
    "look at bundle": N_("bundle looked at"),
    "make field file": N_("file for a field laptop made"),
    "merge field work": N_("field work taken over"),
    "note at door": N_("noted at a door why nothing was given"),
    "open field work": N_("field work opened on a laptop"),
    "send bundle": N_("bundle sent"),
    "take bundle back": N_("bundle taken back by two people"),
    "take line back": N_("line of a bundle taken back to the desk"),
    **work_labels.ACTIONS,
}
"""Every action that an operation writes into the trace, as a reviewer reads it."""


FORMER_ACTIONS = {"close distribution": N_("distribution closed")}
"""Of earlier releases: no operation writes them any more, and their entries stay."""


def action(words: str) -> str:
    """What was done, in the language of the page."""
    known = ACTIONS.get(words) or FORMER_ACTIONS.get(words)
    return str(gettext(known)) if known else words


SUBJECTS = {
    "interview": N_("interview"),
    "pause": N_("pause"),
    "draw": N_("draw"),
    "bundle": N_("bundle"),
    "card": N_("card"),
    "cycle": N_("cycle"),
    "closing": N_("closing"),
    "distribution": N_("distribution"),
    "emergency kit": N_("emergency kit"),
    "entitlement": N_("promise"),
    "hand-over": N_("hand-over"),
    "household": N_("a household"),
    "hub": N_("hub"),
    "import": N_("list"),
    "kit": N_("kit"),
    "item": N_("item"),
    "partner": N_("partner"),
    "receipt": N_("receipt"),
    "stock document": N_("document of the stock"),
    "location": N_("location"),
    "move list": N_("list of moves"),
    "waiting entry": N_("place on the waiting list"),
    "warden check": N_("look after a household"),
    "programme": N_("programme"),
    "report": N_("report"),
    "reported change": N_("reported change"),
    "round": N_("round sheet"),
    "settlement": N_("settlement"),
    "staff": N_("member of staff"),
    "street": N_("street"),
    "sheet": N_("signature sheet"),
    **work_labels.SUBJECTS,
}
"""What an entry of the trace is about."""

DETAILS = {
    "documented": N_("by document"),
    "counted": N_("counted"),
    "damaged": N_("damaged"),
    "day": N_("day"),
    "items": N_("items"),
    "lots": N_("lots"),
    "missing": N_("missing"),
    "surplus": N_("surplus"),
    "lost": N_("lost"),
    "by_number": N_("by document number"),
    "shortage": N_("decision on a shortage"),
    "short_kits": N_("kits: needed, there to give"),
    "public_number": N_("public number"),
    "list_code": N_("code of the list"),
    "seed_code": N_("code of the secret number"),
    "entries": N_("in the list"),
    "places": N_("places"),
    "draw": N_("draw"),
    "way": N_("way"),
    "first_to": N_("first to"),
    "postponed_to": N_("postponed to"),
    "days": N_("days"),
    "after": N_("after"),
    "already_here": N_("already here"),
    "approved_by": N_("stood by"),
    "basis": N_("how that is known"),
    "batch": N_("batch"),
    "apart_from": N_("is another family than"),
    "before": N_("before"),
    "bytes": N_("bytes"),
    "card": N_("card"),
    "cards": N_("cards"),
    "changed": N_("changed"),
    "changes": N_("changes"),
    "choice": N_("choice"),
    "closes_at": N_("closes"),
    "code": N_("code"),
    "collector": N_("collected by"),
    "collectors": N_("names of collectors"),
    "counted_by": N_("counted by"),
    "created": N_("created"),
    "cycle_days": N_("days in a cycle"),
    "cycles": N_("cycles in which they are counted already"),
    "decision": N_("decision"),
    "deleted": N_("deleted"),
    "desk": N_("desk"),
    "desks": N_("desks"),
    "difference": N_("difference"),
    "criteria": N_("version of the criteria"),
    "digest": N_("fingerprint"),
    "document": N_("document no."),
    "size": N_("size in bytes"),
    "distributions": N_("distributions"),
    "documents": N_("digits of documents"),
    "entitlement": N_("promise"),
    "event": N_("event"),
    "finished": N_("to the end"),
    "first_on": N_("from the day"),
    "forgotten": N_("forgotten lists removed"),
    "format": N_("format"),
    "found": N_("found"),
    "from_household": N_("from household"),
    "from_place": N_("from place"),
    "from_slot": N_("from slot"),
    "given": N_("given"),
    "gone": N_("no longer a question"),
    "held_on": N_("day"),
    "household": N_("a household"),
    "households": N_("households"),
    "imported_rows": N_("rows of lists"),
    "is_minimal": N_("without names"),
    "is_one_time": N_("for one hand-over"),
    "joined": N_("rows that were the same household"),
    "kept": N_("kept in the log"),
    "kind": N_("kind"),
    "kit": N_("kit"),
    "kits": N_("kits"),
    "last_on": N_("to the day"),
    "lead": N_("lead"),
    "left_out": N_("left out"),
    "lines": N_("lines"),
    "location": N_("location"),
    "merge": N_("merge"),
    "merged": N_("merged record"),
    "merged_person": N_("merged record of a person"),
    "merges": N_("merges"),
    "method": N_("how"),
    "needs": N_("needs"),
    "new_card": N_("new card"),
    "new_household": N_("new household"),
    "distribution": N_("distribution"),
    "kit_version": N_("version of the kit"),
    "not_taken": N_("not taken"),
    "why": N_("why a lead"),
    "not_collected": N_("not collected"),
    "not_placed": N_("without a time"),
    "notes": N_("notes"),
    "number": N_("number"),
    "old_card": N_("old card"),
    "opens_at": N_("opens"),
    "other": N_("the other household"),
    "pair": N_("pair"),
    "people": N_("people"),
    "person": N_("person"),
    "place": N_("place in the row"),
    "promises": N_("promises"),
    "programme": N_("programme"),
    "proxy": N_("proxy’s number"),
    "purpose": N_("purpose"),
    "quantity": N_("quantity"),
    "reached": N_("reached"),
    "reason": N_("reason"),
    "refused": N_("refused"),
    "refused_scans": N_("refused scans"),
    "relation": N_("who is this"),
    "roles": N_("roles"),
    "rounds": N_("rounds of wardens"),
    "worker_names": N_("names of workers"),
    "worker_households": N_("households of workers"),
    "passes": N_("passes"),
    "rows": N_("lines"),
    "same_people": N_("people written twice"),
    "seed": N_("draw number"),
    "service_minutes": N_("minutes at the desk"),
    "sessions": N_("sessions"),
    "settlements": N_("settlements"),
    "sheets": N_("sheets"),
    "slot": N_("slot"),
    "slot_minutes": N_("minutes of a slot"),
    "source": N_("where it came from"),
    "stands_now": N_("promise that stands now"),
    "streets": N_("streets"),
    "to_household": N_("to household"),
    "to_place": N_("to place"),
    "to_slot": N_("to slot"),
    "to_staff": N_("to member of staff"),
    "told": N_("told"),
    "unit": N_("counted"),
    "version": N_("version"),
    "supersedes": N_("instead of the count"),
    "waits": N_("waits for another time"),
    "warden": N_("warden"),
    "weekday": N_("weekday"),
    "weight_g": N_("grams"),
    "with_addresses": N_("with addresses"),
    "withdrawn": N_("promises withdrawn"),
    "without_place": N_("without a free place"),
    "cancelled": N_("cancelled"),
    "cause": N_("cause"),
    "held_until": N_("held until"),
    "how": N_("how"),
    "moved": N_("moved"),
    "new_distribution": N_("new distribution"),
    "standby": N_("can come at short notice"),
    "staying": N_("stay as they are"),
    "waiting": N_("to the waiting list"),
    "minutes": N_("minutes"),
    "pauses": N_("pauses"),
    "move_list": N_("change list"),
    "entitlements": N_("promises"),
    "carrier": N_("carrier"),
    "conflicts": N_("contradictions"),
    "done": N_("hand-overs"),
    "known": N_("known before"),
    "outcome": N_("what became of it"),
    "returned": N_("brought back"),
    "reversed": N_("taken back"),
    "row": N_("line"),
    "urgent": N_("emergency kits"),
    "contradiction": N_("contradiction"),
    "hand_over": N_("hand-over"),
    "ruling": N_("decision"),
    "staff": N_("member of staff"),
    **work_labels.DETAILS,
}
"""Names of what an entry holds; a name that is not here is shown as it was recorded."""

VALUES: dict[str, tuple[type[StrEnum], ...]] = {
    "basis": (ProxyBasis,),
    "changed": (ProxyRule, Unit),
    "collector": (CollectorKind,),
    "decision": (PairDecision,),
    "cause": (MoveCause, PauseCause),
    "how": (ToldHow,),
    "kind": (ConsentKind, EventKind, ChangeKind, BundleKind, CheckAnswer),
    "method": (Method, ConsentMethod),
    "not_placed": (NotPlaced,),
    "not_taken": (RefusedReason,),
    "why": (WhyApproved,),
    "outcome": (LineOutcome, NoteKind),
    "purpose": (Purpose, Look),
    "reason": (BlockReason, CheckReason, StatusReason, EmergencyReason),
    "relation": (ProxyRelation,),
    "roles": (Role,),
    "ruling": (Ruling, Settlement),
    "contradiction": (ConflictKind,),
    "source": (Source,),
    "unit": (Unit,),
    "way": (ShortageWay,),
    "first_to": (FirstTo,),
    **work_labels.VALUES,
}
"""Whose words stand under which name of an entry; other values are shown as they were recorded."""


_ISO_DAY = re.compile(r"\d{4}-\d\d-\d\d")


def subject(kind: str) -> str:
    """What an entry is about, in the language of the page."""
    return str(gettext(SUBJECTS[kind])) if kind in SUBJECTS else kind


def details(recorded: str) -> str:
    """Ids, counts and reasons of an entry as a line: ``desk: 2, quantity: 3``."""
    held = json.loads(recorded)
    told = (
        (name, _changes(value) if name == "changed" else _value(value, VALUES.get(name, ())))
        for name, value in held.items()
    )
    return ", ".join(f"{_name(name)}: {value}" for name, value in told if value)


def _changes(value: Any) -> str:
    """Names of changed columns, or what stood in each before and stands now; a bare count stays one."""
    if isinstance(value, dict):
        return "; ".join(filter(None, (_turn(name, turn) for name, turn in value.items())))
    return ", ".join(filter(None, map(_column, value))) if isinstance(value, list) else _value(value)


def _turn(name: str, turn: Sequence[Any] | None) -> str:
    """``who may collect: family → nobody``; of a long text, which is not recorded, only the name."""
    if turn is None:
        return _column(name)
    before, after = (_value(one, VALUES["changed"]) or "–" for one in turn)
    return f"{_column(name)}: {before} → {after}"


def _column(name: str) -> str:
    return str(gettext(COLUMNS[name])) if name in COLUMNS else ""


def _name(name: str) -> str:
    return str(gettext(DETAILS[name])) if name in DETAILS else name


def _value(value: Any, kinds: Sequence[type[StrEnum]] = ()) -> str:
    if isinstance(value, bool):
        return str(gettext("yes") if value else gettext("no"))
    if isinstance(value, list):
        return ", ".join(_value(one, kinds) for one in value)
    if isinstance(value, dict):
        return ", ".join(f"{_value(key, kinds)} – {number}" for key, number in value.items())
    if _ISO_DAY.fullmatch(str(value)):
        return f"{date.fromisoformat(value):%d.%m.%Y}"
    kind = next((kind for kind in kinds if value in set(kind)), None)
    return labels.label(kind(value)) if kind else "" if value is None else str(value)
