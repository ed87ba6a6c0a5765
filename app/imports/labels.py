"""What the report of an import calls columns, doubts and skipped rows."""

from app.core.errors import N_
from app.households.parsing.findings import Field, Reason
from app.imports.lines import SkippedKind
from app.imports.mapping import Confidence, Layout
from app.imports.tables import NoticeKind
from app.web import labels

FIELDS = labels.register(
    {
        Field.HEAD: N_("head of the household"),
        Field.SURNAME: N_("surname"),
        Field.GIVEN: N_("given name"),
        Field.PATRONYMIC: N_("patronymic"),
        Field.ROLE: N_("place in the household"),
        Field.SEX: N_("sex"),
        Field.BIRTH: N_("birth"),
        Field.AGE: N_("age"),
        Field.DOCUMENT: N_("document number"),
        Field.ADDRESS: N_("address"),
        Field.SETTLEMENT: N_("settlement"),
        Field.STREET: N_("street"),
        Field.HOUSE: N_("house"),
        Field.FLAT: N_("flat"),
        Field.REGION: N_("oblast, raion, community"),
        Field.PHONE: N_("phone"),
        Field.MEMBERS: N_("members"),
        Field.PEOPLE: N_("number of people"),
        Field.ADULTS: N_("number of adults"),
        Field.CHILDREN: N_("number of children"),
        Field.CATEGORY: N_("category"),
        Field.NOTE: N_("note"),
        Field.HOUSEHOLD: N_("number of the household"),
        Field.PARENT: N_("row of the household on another sheet"),
        Field.NUMBER: N_("running number"),
        Field.CONSENT: N_("consent to be written down"),
        Field.SERVICE: N_("written by the form itself"),
        Field.TAX_NUMBER: N_("tax number"),
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
        Reason.PHONE_SHORTENED: N_("a spreadsheet cut off the last digits, left out; ask for the number anew"),
        Reason.PEOPLE_DIFFER: N_("not the number of people listed; those listed are written down"),
        Reason.PEOPLE_MANY: N_("more people than a household has; look whether all these rows are of one"),
        Reason.PEOPLE_UNREADABLE: N_("cannot be read; those listed are written down"),
        Reason.ONLY_A_NAME: N_("nothing but a name in the row"),
        Reason.CONSENT_REFUSED: N_("refused, so nothing is written down"),
        Reason.BIRTH_BY_AGE: N_("only the age is stated, the year was reckoned from it"),
        Reason.BIRTH_SERIAL: N_("a number, taken for the day that a spreadsheet means by it"),
        Reason.BIRTH_PERHAPS_YEAR: N_("a day of 1905, taken for the year that was typed there"),
        Reason.AGE_UNREADABLE: N_("cannot be read, left empty"),
        Reason.SEX_UNREADABLE: N_("cannot be read, left empty"),
        Reason.SEX_DIFFERS: N_("not the sex that the patronymic tells; that of the column was taken"),
        Reason.ROLE_UNKNOWN: N_("not a place in the household that the register knows"),
        Reason.DECLARED_ONLY: N_("told of by number only, their names are missing"),
        Reason.CELL_ERROR: N_("the cell shows an error, left empty"),
        Reason.CELL_TOO_LONG: N_("too long to mean anything, left out"),
        Reason.NO_HEAD: N_("nobody is called the head; the first was taken"),
        Reason.SEVERAL_HEADS: N_("two are called the head; the first was taken"),
        Reason.NOT_A_PHONE: N_("zeros in place of a number"),
        Reason.THIRD_PHONE: N_("there is room for two phones"),
        Reason.NOT_COLLECTED: N_("the hub does not collect it"),
        Reason.NO_SUCH_FIELD: N_("the register has no such field; ask at the next visit what is needed"),
        Reason.NOTE_TOO_LONG: N_("the note is cut at 200 characters"),
        Reason.HEAD_REPEATED: N_("the head is listed twice and counted once"),
        Reason.REGION: N_("the address begins at the settlement"),
        Reason.DOCUMENT_CUT: N_("only the last four digits are kept"),
        Reason.NO_DIGITS: N_("no number of a document"),
        Reason.SAID_TWICE: N_("another row of the household says otherwise; the first was taken"),
    }
)
SKIPPED_KINDS = labels.register(
    {
        SkippedKind.TITLE: N_("title"),
        SkippedKind.HEADER: N_("column titles"),
        SkippedKind.EMPTY: N_("empty"),
        SkippedKind.TOTALS: N_("totals"),
        SkippedKind.NO_HEADER: N_("not read, the sheet has no column titles"),
        SkippedKind.LEFT_OUT: N_("not read, the sheet is left out"),
        SkippedKind.NO_HOUSEHOLD: N_("a member whose household is not in the file"),
    }
)
LAYOUTS = labels.register(
    {
        Layout.HOUSEHOLDS: N_("each row is a household"),
        Layout.PERSONS: N_("each row is a person"),
        Layout.MEMBERS: N_("each row is a member of a household on another sheet"),
        Layout.LEFT_OUT: N_("do not read this sheet"),
    }
)
CONFIDENCES = labels.register(
    {
        Confidence.REMEMBERED: N_("as chosen before"),
        Confidence.SURE: N_("by the title"),
        Confidence.LIKELY: N_("by the content, please check"),
        Confidence.NONE: N_("unknown, put aside"),
    }
)
NOTICES = labels.register(
    {
        NoticeKind.HIDDEN_SHEET: N_("The sheet is hidden; it is read like the others."),
        NoticeKind.HIDDEN_ROWS: N_("Hidden rows are read like the others."),
        NoticeKind.MERGED_CELLS: N_("Merged cells count for every row they cover."),
        NoticeKind.ERROR_CELLS: N_("Cells show errors; they are left empty."),
        NoticeKind.FORMULAS: N_("Formulas without their values; open the file in a spreadsheet program and save it."),
        NoticeKind.LOOSE_QUOTES: N_("Quotation marks do not pair; every line was taken for a row."),
    }
)
