"""Pages of accounts: signing in and out, one's own account, and the staff of the hub."""

from app.accounts.views import own, signing_in, staff
from app.accounts.views.blueprint import blueprint

__all__ = ["blueprint", "own", "signing_in", "staff"]
