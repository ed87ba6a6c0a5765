"""What the pages of accounts are registered on."""

from flask import Blueprint

blueprint = Blueprint("accounts", __name__)
