"""Looking at pay."""

from app.pay.queries.behind import Behind, find_sheet_taking_back, list_behind
from app.pay.queries.questions import (
    find_askers,
    find_question_by_nonce,
    get_asker,
    get_question,
    list_questions,
    list_questions_of,
)
from app.pay.queries.sheets import (
    Account,
    Due,
    Expected,
    account_of,
    count_due,
    count_states,
    find_by_nonce,
    get_sheet,
    has_taken_attendance,
    list_due,
    list_sheets,
    list_takers,
    period_of,
    preview,
)

__all__ = [
    "Account",
    "Behind",
    "Due",
    "Expected",
    "account_of",
    "count_due",
    "count_states",
    "find_askers",
    "find_by_nonce",
    "find_question_by_nonce",
    "find_sheet_taking_back",
    "get_asker",
    "get_question",
    "get_sheet",
    "has_taken_attendance",
    "list_behind",
    "list_due",
    "list_questions",
    "list_questions_of",
    "list_sheets",
    "list_takers",
    "period_of",
    "preview",
]
