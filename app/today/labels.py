"""What a gap in a record is called."""

from app.core.errors import N_
from app.today.rules import Gap

GAPS = {
    Gap.ADDRESS: N_("no address"),
    Gap.HOUSE: N_("no house number"),
    Gap.LOCATION: N_("where they collect is not chosen"),
    Gap.PHONE: N_("the phone was not asked"),
    Gap.NOTICE: N_("the notice was not given"),
    Gap.BIRTH: N_("year of birth"),
    Gap.SEX: N_("sex"),
    Gap.DOCUMENT: N_("document was not asked"),
    Gap.CARD: N_("no valid card"),
    Gap.PRINT: N_("the card is not printed"),
}
