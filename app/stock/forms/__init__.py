"""What a person types about kits and goods."""

from app.stock.forms.dispatches import DispatchForm, ToldForm
from app.stock.forms.items import EditItemForm, ItemForm, KitItemsForm
from app.stock.forms.kits import ContentsForm, KitForm
from app.stock.forms.movements import (
    ArrivalForm,
    PicksForm,
    ReversalForm,
    StockTakeForm,
    TransferForm,
    WriteOffForm,
)
from app.stock.forms.partners import PartnerForm
from app.stock.forms.receipts import ReceiptForm, ReportedForm

__all__ = [
    "ArrivalForm", "ContentsForm", "DispatchForm", "EditItemForm", "ItemForm", "KitForm", "KitItemsForm", "PartnerForm",
    "PicksForm", "ReceiptForm", "ReportedForm", "ReversalForm", "StockTakeForm", "ToldForm", "TransferForm",
    "WriteOffForm",
]  # fmt: skip
