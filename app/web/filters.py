"""How facts are written on screens and papers: dates, times, numbers, phones, card numbers."""

from datetime import date, datetime, time
from typing import Any

from flask import Flask
from flask_babel import format_date

from app.core import clock
from app.core.money import write_money
from app.core.phones import format_phone


def init_app(app: Flask) -> None:
    for function in (dmy, hm, day, day_month, window, stamp, card_no, number, phone, uah):
        app.jinja_env.filters[function.__name__] = function
    app.jinja_env.globals["now"] = clock.now


def dmy(value: date | datetime) -> str:
    """24.11.2026"""
    return _day_of(value).strftime("%d.%m.%Y")


def hm(value: time | datetime) -> str:
    """09:15, on the hub's wall clock."""
    return (clock.local(value) if isinstance(value, datetime) else value).strftime("%H:%M")


def stamp(value: datetime) -> str:
    """24.11.2026, 09:15"""
    return f"{dmy(value)}, {hm(value)}"


def day(value: date | datetime) -> str:
    """вівторок, 24 листопада"""
    return _in_words(value, "EEEE, d MMMM")


def day_month(value: date | datetime) -> str:
    """24 листопада"""
    return _in_words(value, "d MMMM")


def window(slot: Any) -> str:
    """09:15–09:30 of anything with ``starts_at`` and ``ends_at``."""
    return f"{hm(slot.starts_at)}–{hm(slot.ends_at)}"


def card_no(digits: str) -> str:
    """1234 5678, as printed and as read out on the phone (with a no-break space)."""
    return f"{digits[:4]}\u00a0{digits[4:]}"


def number(value: int) -> str:
    """1 234, with a no-break space."""
    return f"{value:,}".replace(",", "\u00a0")


def uah(kopiykas: int | None) -> str:
    """1 234,50; a dash where nobody told."""
    return "–" if kopiykas is None else write_money(kopiykas)


def phone(stored: str) -> str:
    """+380 20 785 25 03"""
    return format_phone(stored)


def _in_words(value: date | datetime, pattern: str) -> str:
    """A day in the language of the page; the letter apostrophe of «пʼятниця» becomes the one of all other words."""
    return str(format_date(_day_of(value), pattern, rebase=False)).replace("\u02bc", "\u2019")


def _day_of(value: date | datetime) -> date:
    return clock.local_date(value) if isinstance(value, datetime) else value
