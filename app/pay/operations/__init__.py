"""The verbs of pay."""

from app.pay.operations.questions import answer, ask
from app.pay.operations.sheets import annul, approve, export, make_sheet, mark_paid, send, total

__all__ = ["annul", "answer", "approve", "ask", "export", "make_sheet", "mark_paid", "send", "total"]
