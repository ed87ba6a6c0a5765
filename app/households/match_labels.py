"""In what words two households are told to agree or to differ."""

from app.core.errors import N_
from app.households.matching import Reason, Verdict
from app.web import labels

VERDICTS = labels.register(
    {
        Verdict.SURELY: N_("surely the same family"),
        Verdict.PROBABLY: N_("probably the same family"),
        Verdict.PERHAPS: N_("perhaps the same family"),
        Verdict.DIFFERENT: N_("different families"),
    }
)
REASONS = labels.register(
    {
        Reason.SAME_NAME: N_("the same name"),
        Reason.NAME_OTHER_SPELLING: N_("the same name in another spelling"),
        Reason.NAME_SLIP: N_("the name differs by a letter or two"),
        Reason.NAME_FORM: N_("another form of the same given name"),
        Reason.NAME_INITIALS: N_("the initials fit"),
        Reason.NAME_PARTS_SWAPPED: N_("surname and given name swapped"),
        Reason.SURNAME_OTHER_GENDER: N_("the same surname with another ending"),
        Reason.MAIDEN_NAME: N_("another surname, perhaps by marriage"),
        Reason.NO_PATRONYMIC: N_("a patronymic is missing"),
        Reason.OTHER_SURNAME: N_("another surname"),
        Reason.OTHER_GIVEN: N_("another given name"),
        Reason.OTHER_PATRONYMIC: N_("another patronymic"),
        Reason.OTHER_SEX: N_("a man and a woman"),
        Reason.SAME_BIRTH: N_("the same day of birth"),
        Reason.SAME_BIRTH_YEAR: N_("the same year of birth"),
        Reason.BIRTH_DAY_MONTH_SWAPPED: N_("day and month of birth swapped"),
        Reason.BIRTH_SLIP: N_("the day of birth differs by a digit"),
        Reason.BIRTH_YEAR_OFF_BY_ONE: N_("the year of birth differs by one"),
        Reason.OTHER_BIRTH: N_("another day of birth"),
        Reason.SAME_PHONE: N_("the same phone"),
        Reason.OTHER_PHONE: N_("another phone"),
        Reason.SAME_ADDRESS: N_("the same address"),
        Reason.SAME_HOUSE: N_("the same house, another flat"),
        Reason.SAME_STREET: N_("the same street, another house"),
        Reason.OTHER_ADDRESS: N_("another street"),
        Reason.OTHER_SETTLEMENT: N_("another settlement"),
        Reason.OTHERS_TOO: N_("other people of the household too"),
        Reason.OTHERS_DIFFER: N_("the other people are not the same"),
        Reason.NOT_BOTH_HEADS: N_("not the head in both"),
    }
)
