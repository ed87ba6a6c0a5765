"""The questions that are asked after a distribution, and what can be answered."""

from app.core.errors import N_
from app.follow_ups.models import InterviewState, Judgement, Question
from app.web import labels

JUDGEMENTS = labels.register(
    {
        Judgement.YES: N_("yes"),
        Judgement.PARTLY: N_("partly"),
        Judgement.NO: N_("no"),
    }
)
STATES = labels.register(
    {
        InterviewState.WAITING: N_("waits"),
        InterviewState.ANSWERED: N_("answered"),
        InterviewState.NOT_REACHED: N_("not reached"),
        InterviewState.DECLINED: N_("does not want to answer"),
    }
)
QUESTIONS = labels.register(
    {
        Question.CAME: N_("Did somebody of you come for the aid?"),
        Question.KNEW: N_("Did you know beforehand the day and what is given to whom?"),
        Question.COLLECTED: N_("Who collected it?"),
        Question.WAITED: N_("How many minutes did you wait?"),
        Question.TRAVELLED: N_("How many minutes was the way there?"),
        Question.HOW: N_("How did you get there?"),
        Question.SAFE: N_("Did you feel safe on the way and in the place?"),
        Question.COMPLETE: N_("Did you get everything that was promised?"),
        Question.QUALITY: N_("How good were the things?"),
        Question.TIMELY: N_("Did it come in time for the need?"),
        Question.NEEDED: N_("How much of it was needed?"),
        Question.USED: N_("What became of it?"),
        Question.PAID: N_("Did anybody ask for money or a favour for it?"),
        Question.TENSION: N_("Did it cause quarrels in the family or with neighbours?"),
        Question.COMPLAINT: N_("Do you know where to complain?"),
        Question.POLITE: N_("Were the people at the hub polite?"),
        Question.SATISFIED: N_("How satisfied are you, 1 not at all, 4 very?"),
        Question.CHANGE: N_("What one thing should be changed?"),
    }
)
_YES_NO = {"yes": N_("yes"), "no": N_("no"), "partly": N_("partly")}
_ANSWERS: dict[Question, dict[str, str]] = {
    Question.COLLECTED: {
        "self": N_("I myself"),
        "member": N_("another member"),
        "proxy": N_("proxy"),
        "warden": N_("street warden"),
        "nobody": N_("nobody"),
    },
    Question.HOW: {
        "foot": N_("on foot"),
        "bicycle": N_("by bicycle"),
        "bus": N_("by bus"),
        "car": N_("by car"),
        "carried": N_("it was brought to me"),
    },
    Question.QUALITY: {"good": N_("good"), "middle": N_("middling"), "bad": N_("bad")},
    Question.TIMELY: {"early": N_("too early"), "on_time": N_("in time"), "late": N_("too late")},
    Question.NEEDED: {"all": N_("all of it"), "part": N_("a part"), "none": N_("nothing")},
    Question.USED: {
        "used": N_("used"),
        "kept": N_("put by"),
        "exchanged": N_("exchanged"),
        "given_on": N_("given on"),
    },
}


def answer_word(question: Question, value: str) -> str:
    """The msgid of a choice."""
    return {**_YES_NO, **_ANSWERS.get(question, {})}.get(value, value)
