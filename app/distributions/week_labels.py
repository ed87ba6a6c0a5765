"""The usual week in words."""

from flask_babel import gettext

from app.core.errors import N_
from app.distributions.rules.templates import Pattern, Skipped
from app.web import labels

SKIPPED = labels.register(
    {
        Skipped.PAST: N_("this day is over"),
        Skipped.OUTSIDE_PROGRAMME: N_("outside the programme"),
        Skipped.HOLIDAY: N_("day without distributions"),
        Skipped.PLANNED: N_("already planned there"),
        Skipped.OVERLAP: N_("another distribution is there at these hours"),
        Skipped.CURFEW: N_("too close to curfew"),
        Skipped.OUTAGE: N_("no power, less than an hour is left"),
    }
)

_EVERY = {
    1: (
        N_("every Monday"), N_("every Tuesday"), N_("every Wednesday"), N_("every Thursday"), N_("every Friday"),
        N_("every Saturday"), N_("every Sunday"),
    ),
    2: (
        N_("every second Monday"), N_("every second Tuesday"), N_("every second Wednesday"),
        N_("every second Thursday"), N_("every second Friday"), N_("every second Saturday"), N_("every second Sunday"),
    ),
    4: (
        N_("every fourth Monday"), N_("every fourth Tuesday"), N_("every fourth Wednesday"),
        N_("every fourth Thursday"), N_("every fourth Friday"), N_("every fourth Saturday"), N_("every fourth Sunday"),
    ),
}  # fmt: skip


def usual_day(pattern: Pattern) -> str:
    """«кожен другий вівторок», in the language of the page; of anything with a weekday and a step in weeks."""
    return str(gettext(_EVERY[pattern.every_weeks][pattern.weekday]))
