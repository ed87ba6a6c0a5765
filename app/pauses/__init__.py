"""Alarm and other pauses: stop at all desks at once, and what becomes of those who waited."""
