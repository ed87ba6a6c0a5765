"""The blueprint of pay, on which every module of this package puts its pages."""

from flask import Blueprint

blueprint = Blueprint("pay", __name__)
