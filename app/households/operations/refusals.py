"""Refusals that several operations raise."""

from app.core.errors import N_, Refusal


class SentTwice(Refusal):
    """The form with this nonce has already been carried out; the view shows what it made."""

    message = N_("This form was already sent.")


class HeadNeeded(Refusal):
    """Aid is promised to a household through the one who speaks for it."""

    message = N_("A household has exactly one head. Name another head first.")


class HeadLeaves(HeadNeeded):
    """Those who stay behind need somebody who speaks for them, chosen on the same page."""

    message = N_("The head is among them. Choose who speaks for those who stay.")


class RecordMerged(Refusal):
    """Everything that is said about this family belongs to the record that took it over."""

    message = N_("This record was merged into another one. Open that one.")


class RecordCleared(Refusal):
    """Names and address are gone for good, so nothing can be built upon what is left."""

    message = N_("This record was cleared after a long time without aid. Register the household anew.")
