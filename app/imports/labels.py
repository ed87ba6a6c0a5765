"""What the report of an import calls columns, doubts and skipped rows."""

from app.core.errors import N_
from app.households.parsing.findings import Field, Reason
from app.imports.spreadsheet import SkippedKind
from app.web import labels

FIELDS = labels.register(
    {
        Field.NUMBER: N_("running number"),
        Field.HEAD: N_("head of the household"),
        Field.BIRTH: N_("birth"),
        Field.ADDRESS: N_("address"),
        Field.PEOPLE: N_("number of people"),
        Field.MEMBERS: N_("members"),
        Field.PHONE: N_("phone"),
        Field.CATEGORY: N_("category"),
        Field.TAX_NUMBER: N_("tax number"),
        Field.NOTE: N_("note"),
        Field.OTHER: N_("other column"),
    }
)
REASONS = labels.register(
    {
        Reason.NO_NAME: N_("there is no name"),
        Reason.NO_SURNAME: N_("there is no surname"),
        Reason.NO_GIVEN: N_("there is no given name"),
        Reason.SURNAME_OF_HEAD: N_("no surname of their own, that of the head was taken"),
        Reason.INITIALS_ONLY: N_("initials only, written as they are"),
        Reason.NAME_ORDER: N_("not clear which is the given name"),
        Reason.UNUSUAL_NAME: N_("unusual name, written as it is"),
        Reason.NAME_TOO_LONG: N_("too long to be written down"),
        Reason.MIXED_SCRIPT: N_("Latin letters among Ukrainian ones, written as it is"),
        Reason.NO_BIRTH: N_("not stated"),
        Reason.BIRTH_UNREADABLE: N_("cannot be read, left empty"),
        Reason.BIRTH_CENTURY: N_("the century is not clear, left empty"),
        Reason.NO_SUCH_DAY: N_("there is no such day, only the year was taken"),
        Reason.BIRTH_IN_FUTURE: N_("later than today, left empty"),
        Reason.NO_SETTLEMENT: N_("not clear which settlement"),
        Reason.SETTLEMENT_DIFFERS: N_("not the settlement of the sheet; that of the address was taken"),
        Reason.NO_STREET: N_("there is no street"),
        Reason.NO_HOUSE: N_("there is no house number"),
        Reason.UNUSUAL_HOUSE: N_("unusual house number"),
        Reason.FLAT_ASSUMED: N_("taken for the flat"),
        Reason.ADDRESS_UNREAD: N_("part of the address could not be read and was left out"),
        Reason.STREET_KIND: N_("several streets of this name, taken for a street"),
        Reason.PHONE_UNREADABLE: N_("not a phone number, left out"),
        Reason.PEOPLE_DIFFER: N_("not the number of people listed; those listed are written down"),
        Reason.PEOPLE_UNREADABLE: N_("cannot be read; those listed are written down"),
        Reason.ONLY_A_NAME: N_("nothing but a name in the row"),
        Reason.NOT_A_PHONE: N_("zeros in place of a number"),
        Reason.THIRD_PHONE: N_("there is room for two phones"),
        Reason.NOT_COLLECTED: N_("the hub does not collect it"),
        Reason.NO_SUCH_FIELD: N_("the register has no such field; ask at the next visit what is needed"),
        Reason.NOTE_TOO_LONG: N_("the note is cut at 200 characters"),
        Reason.HEAD_REPEATED: N_("the head is listed twice and counted once"),
        Reason.REGION: N_("the address begins at the settlement"),
    }
)
SKIPPED_KINDS = labels.register(
    {
        SkippedKind.TITLE: N_("title"),
        SkippedKind.HEADER: N_("column titles"),
        SkippedKind.EMPTY: N_("empty"),
        SkippedKind.TOTALS: N_("totals"),
        SkippedKind.NO_HEADER: N_("not read, the sheet has no column titles"),
    }
)
