"""Refusals that several operations raise."""

from app.core.errors import N_, Refusal
from app.households import operations as households


class SentTwice(households.SentTwice):
    """The form with this nonce has already been carried out; the view shows the merge that it made."""

    def __init__(self, made_id: int) -> None:
        super().__init__()
        self.made_id = made_id


class AlreadyMerged(Refusal):
    """A colleague was quicker."""

    message = N_("One of these records was merged into another one meanwhile. Look at the page again.")


class OneRecord(Refusal):
    message = N_("This is one record already. Choose two different ones.")


class PeopleChanged(Refusal):
    """What was chosen does not fit the people who are there."""

    message = N_("The people of these records have changed since you looked. Look again at who is who.")


class NamesNeeded(Refusal):
    message = N_("A record with names cannot go into one without names. Keep the record with names.")


class HeadsMeet(Refusal):
    """Whoever speaks for a household cannot vanish from it."""

    message = N_(
        "This person is the head of another household. Merge the two households instead, or name another head."
    )
