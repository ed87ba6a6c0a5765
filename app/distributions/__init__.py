"""Programmes and whom they are for, days, slots, assignment, shortage, moving, waiting, papers."""
