"""Looking at pay."""

from app.pay.queries.sheets import (
    Account,
    Due,
    account_of,
    count_due,
    find_by_nonce,
    get_sheet,
    has_taken_attendance,
    list_due,
    list_questions,
    list_questions_of,
    list_sheets,
    period_of,
)

__all__ = [
    "Account",
    "Due",
    "account_of",
    "count_due",
    "find_by_nonce",
    "get_sheet",
    "has_taken_attendance",
    "list_due",
    "list_questions",
    "list_questions_of",
    "list_sheets",
    "period_of",
]
