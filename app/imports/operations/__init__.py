"""The hub's verbs about lists: upload, say what the columns mean, preview, choose, write, give up."""

from app.imports.operations.choosing import NotForThisRow, choose, choose_all
from app.imports.operations.planning import Plan, make_plan
from app.imports.operations.refusals import (
    AlreadyWritten,
    ListGone,
    NotReady,
    RegisterChanged,
    SentTwice,
    WorkedOnElsewhere,
)
from app.imports.operations.uploading import (
    Upload,
    compare_anew,
    give_up,
    look_at_list,
    open_upload,
    set_columns,
    upload,
)
from app.imports.operations.working import keep
from app.imports.operations.writing import write

__all__ = [
    "AlreadyWritten",
    "ListGone",
    "NotForThisRow",
    "NotReady",
    "Plan",
    "RegisterChanged",
    "SentTwice",
    "Upload",
    "WorkedOnElsewhere",
    "choose",
    "choose_all",
    "compare_anew",
    "give_up",
    "keep",
    "look_at_list",
    "make_plan",
    "open_upload",
    "set_columns",
    "upload",
    "write",
]
