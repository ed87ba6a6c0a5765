"""What the coded values of households are called, and the words of the notice and the consents."""

from flask_babel import gettext as _

from app.core.errors import N_
from app.households.matching import Reason, Verdict
from app.households.models import (
    BlockReason,
    CheckReason,
    ConsentKind,
    ConsentMethod,
    DocumentKind,
    EventKind,
    Heating,
    Household,
    HouseholdStatus,
    PairDecision,
    PersonRole,
    PhoneKind,
    ProxyBasis,
    ProxyRelation,
    Residence,
    Sex,
    StatusReason,
)
from app.households.proxies import HowLong, ProxyState
from app.households.rules import Purpose
from app.hubs.labels import street_name
from app.web import labels

STATUSES = labels.register(
    {
        HouseholdStatus.ACTIVE: N_("receives aid"),
        HouseholdStatus.INACTIVE: N_("does not receive aid"),
        HouseholdStatus.MOVED: N_("moved away"),
        HouseholdStatus.UNDER_CHECK: N_("being checked"),
        HouseholdStatus.MERGED: N_("merged into another record"),
    }
)
STATUS_REASONS = labels.register(
    {
        StatusReason.MOVED_AWAY: N_("moved to another community"),
        StatusReason.ASKED: N_("asked for it themselves"),
        StatusReason.TWICE: N_("registered twice"),
        StatusReason.ALL_GONE: N_("nobody lives there any more"),
        StatusReason.TO_CHECK: N_("something has to be checked"),
        StatusReason.CAME_BACK: N_("checked or came back, all is right"),
    }
)
labels.register(
    {
        Purpose.PAGE: N_("its page"),
        Purpose.HOUSEHOLD_FORM: N_("to correct the household"),
        Purpose.PERSON_FORM: N_("to correct a person"),
        Purpose.SHEET: N_("sheet for the household"),
        Purpose.MERGING: N_("to compare two records"),
    }
)
RESIDENCES = labels.register(
    {
        Residence.RESIDENT: N_("lives here"),
        Residence.IDP: N_("internally displaced person"),
        Residence.TEMPORARY: N_("stays for a time"),
    }
)
HEATINGS = labels.register(
    {
        Heating.STOVE: N_("stove"),
        Heating.GAS: N_("gas"),
        Heating.ELECTRIC: N_("electricity"),
        Heating.NONE: N_("no heating"),
        Heating.UNKNOWN: N_("not asked"),
    }
)
PHONE_KINDS = labels.register(
    {
        PhoneKind.BUTTON: N_("button phone"),
        PhoneKind.SMART: N_("smartphone"),
        PhoneKind.NEIGHBOUR: N_("a neighbour’s phone"),
        PhoneKind.NONE: N_("no phone"),
    }
)
SEXES = labels.register(
    {
        Sex.FEMALE: N_("female"),
        Sex.MALE: N_("male"),
        Sex.NOT_STATED: N_("not stated"),
    }
)
PERSON_ROLES = labels.register(
    {
        PersonRole.HEAD: N_("head of the household"),
        PersonRole.SPOUSE: N_("husband or wife"),
        PersonRole.CHILD: N_("child"),
        PersonRole.PARENT: N_("parent"),
        PersonRole.OTHER: N_("other relative"),
        PersonRole.NON_RELATIVE: N_("not a relative"),
    }
)
DOCUMENTS = labels.register(
    {
        DocumentKind.NOT_ASKED: N_("not asked"),
        DocumentKind.PASSPORT_BOOK: N_("passport (book)"),
        DocumentKind.ID_CARD: N_("ID card"),
        DocumentKind.BIRTH_CERTIFICATE: N_("birth certificate"),
        DocumentKind.RESIDENCE_PERMIT: N_("residence permit"),
        DocumentKind.IDP_CERTIFICATE: N_("IDP certificate"),
        DocumentKind.NONE: N_("no document"),
        DocumentKind.BEING_RESTORED: N_("being restored"),
    }
)
EVENTS = labels.register(
    {
        EventKind.BIRTH: N_("was born"),
        EventKind.DEATH: N_("died"),
        EventKind.ARRIVAL: N_("came to live here"),
        EventKind.DEPARTURE: N_("left"),
        EventKind.SPLIT: N_("became a household of their own"),
        EventKind.TRANSFER: N_("went over to another household"),
        EventKind.ALL_LEFT: N_("the whole household left"),
        EventKind.ALL_BACK: N_("the whole household came back"),
    }
)
PROXY_RELATIONS = labels.register(
    {
        ProxyRelation.FAMILY: N_("family"),
        ProxyRelation.NEIGHBOUR: N_("neighbour"),
        ProxyRelation.WARDEN: N_("street warden"),
        ProxyRelation.SOCIAL_WORKER: N_("social worker"),
        ProxyRelation.VOLUNTEER: N_("volunteer"),
    }
)
PROXY_BASES = labels.register(
    {
        ProxyBasis.SPOKEN: N_("the head said so"),
        ProxyBasis.NOTE: N_("a signed note"),
        ProxyBasis.SOCIAL_SERVICE: N_("the social service"),
    }
)
labels.register(
    {
        ProxyState.VALID: N_("may collect"),
        ProxyState.NOT_YET: N_("may collect later"),
        ProxyState.OVER: N_("the time is over"),
        ProxyState.USED: N_("has collected once"),
        ProxyState.REVOKED: N_("revoked"),
    }
)
labels.register(
    {
        HowLong.USUAL: N_("for 90 days"),
        HowLong.ONCE: N_("for one hand-over"),
        HowLong.UNTIL: N_("until a day"),
    }
)
PAIR_DECISIONS = labels.register(
    {
        PairDecision.OPEN: N_("to be decided"),
        PairDecision.SAME: N_("the same family"),
        PairDecision.NOT_THE_SAME: N_("not the same family"),
        PairDecision.LATER: N_("later"),
    }
)
MATCH_VERDICTS = labels.register(
    {
        Verdict.SURELY: N_("almost surely the same family"),
        Verdict.PROBABLY: N_("probably the same family"),
        Verdict.PERHAPS: N_("perhaps the same family"),
        Verdict.DIFFERENT: N_("different families"),
    }
)
MATCH_REASONS = labels.register(
    {
        Reason.SAME_NAME: N_("the same name"),
        Reason.NAME_OTHER_SPELLING: N_("the same name in another spelling"),
        Reason.NAME_SLIP: N_("the name but for a letter or two"),
        Reason.NAME_FORM: N_("another form of the same given name"),
        Reason.NAME_INITIALS: N_("the initials"),
        Reason.NAME_PARTS_SWAPPED: N_("the same name with its parts in another order"),
        Reason.SURNAME_OTHER_GENDER: N_("the same surname in its other gender"),
        Reason.MAIDEN_NAME: N_("everything but the surname: perhaps a maiden name"),
        Reason.NO_PATRONYMIC: N_("no patronymic in one of them"),
        Reason.OTHER_SURNAME: N_("another surname"),
        Reason.OTHER_GIVEN: N_("another given name"),
        Reason.OTHER_PATRONYMIC: N_("another patronymic"),
        Reason.OTHER_SEX: N_("another sex"),
        Reason.SAME_BIRTH: N_("the same day of birth"),
        Reason.SAME_BIRTH_YEAR: N_("the same year of birth"),
        Reason.BIRTH_DAY_MONTH_SWAPPED: N_("day and month of birth swapped"),
        Reason.BIRTH_SLIP: N_("the day of birth but for a digit"),
        Reason.BIRTH_YEAR_OFF_BY_ONE: N_("years of birth next to each other"),
        Reason.OTHER_BIRTH: N_("another birth"),
        Reason.SAME_PHONE: N_("the same phone"),
        Reason.OTHER_PHONE: N_("another phone"),
        Reason.SAME_ADDRESS: N_("the same address"),
        Reason.SAME_HOUSE: N_("the same house"),
        Reason.SAME_STREET: N_("the same street"),
        Reason.OTHER_ADDRESS: N_("another address"),
        Reason.OTHER_SETTLEMENT: N_("another settlement"),
        Reason.OTHERS_TOO: N_("more people of the family"),
        Reason.OTHERS_DIFFER: N_("the others of the family"),
        Reason.NOT_BOTH_HEADS: N_("not the head in both"),
    }
)
"""What agrees or differs between two records, as it stands in a list after one of these two words."""
CONSENT_METHODS = labels.register(
    {
        ConsentMethod.SIGNATURE: N_("by signature"),
        ConsentMethod.SPOKEN: N_("by word of mouth"),
        ConsentMethod.WITNESS: N_("before a witness"),
        ConsentMethod.LIST: N_("came with a list, not asked yet"),
    }
)
CONSENTS = labels.register(
    {
        ConsentKind.NOTICE: N_("The notice was read"),
        ConsentKind.CALLS: N_("We may call about aid and ask how it went"),
        ConsentKind.PARTNERS: N_("Partner organisations may have the data, to give their own aid"),
        ConsentKind.HEALTH_QUESTIONS: N_("Six questions about seeing, hearing, walking and the like may be asked"),
    }
)
BLOCK_REASONS = labels.register(
    {
        BlockReason.LOST: N_("lost or stolen"),
        BlockReason.REPLACED: N_("spoilt and replaced"),
        BlockReason.UNDER_CHECK: N_("waits for a check"),
        BlockReason.NOT_PRINTED: N_("not printed: a card from the stock is given"),
    }
)
CHECK_REASONS = labels.register(
    {
        CheckReason.STRANGER: N_("somebody else came with it"),
        CheckReason.TWO_RECORDS: N_("the household may be registered twice"),
        CheckReason.DATA_DIFFER: N_("what they say differs from the record"),
        CheckReason.ASKED: N_("the household asked for it"),
    }
)

NEEDS = {
    "needs_delivery": N_("cannot come, needs delivery"),
    "needs_carrying": N_("needs help to carry"),
    "needs_seat": N_("needs a seat while waiting"),
    "needs_step_free": N_("cannot climb steps"),
    "needs_sign_or_loud": N_("hears badly: speak loudly or sign"),
    "cannot_sign": N_("cannot sign"),
}
"""The six ticks, by column: what makes coming hard, never why."""

FUNCTIONAL = {
    "wg_seeing": N_("Difficulty seeing, even with glasses?"),
    "wg_hearing": N_("Difficulty hearing, even with a hearing aid?"),
    "wg_walking": N_("Difficulty walking or climbing steps?"),
    "wg_remembering": N_("Difficulty remembering or concentrating?"),
    "wg_self_care": N_("Difficulty washing or dressing?"),
    "wg_communicating": N_("Difficulty understanding or being understood?"),
}
"""The Washington Group short set on functioning, by column."""
DIFFICULTIES = {
    "0": N_("no difficulty"),
    "1": N_("some difficulty"),
    "2": N_("a lot of difficulty"),
    "3": N_("cannot do it at all"),
}

NOTICE = (
    N_("We write down who lives in your household, the address, the phone and what help you need."),
    N_("This is needed to give the aid to you and no one else, and to account for what was given."),
    N_("The hub’s workers see the data; the authority sees the log of what was given; a donor sees only the numbers."),
    N_("You may see, correct or delete your data; the log of what was given is kept for as long as the law demands."),
    N_("If you refuse, say so: we will find another way to help."),
)
"""Field guide 4.8, to be read aloud. A change of it is a new :data:`app.households.rules.TEXT_VERSION`."""


def home_address(household: Household) -> str:
    """вул. Садова, 21, кв. 3; where there is no street, the landmark."""
    street = street_name(household.street) if household.street else household.landmark
    flat = _("flat %(number)s", number=household.flat) if household.flat else ""
    return ", ".join(part for part in (street, household.house, flat) if part)
