"""What roles are called, what they do, and what each permission allows."""

from app.accounts.models import Role
from app.core.actors import Permission
from app.core.errors import N_
from app.web import labels

ROLES = labels.register(
    {
        Role.REGISTRAR: N_("Registrar"),
        Role.DESK_CLERK: N_("Desk clerk"),
        Role.LEAD: N_("Distribution lead"),
        Role.STOREKEEPER: N_("Storekeeper"),
        Role.FOREMAN: N_("Works foreman"),
        Role.WARDEN: N_("Street warden"),
        Role.SAFEGUARDING: N_("Feedback person"),
        Role.REVIEWER: N_("Authority reviewer"),
        Role.DONOR: N_("Donor"),
        Role.ADMIN: N_("Hub administrator"),
        Role.KEEPER: N_("System keeper"),
    }
)
ROLE_LINES: dict[Role, str] = {
    Role.REGISTRAR: N_("Registers households, gives cards, moves times. Does not give aid."),
    Role.DESK_CLERK: N_("Gives aid at the desk. Does not see the register."),
    Role.LEAD: N_("Plans distributions and sees to everything at the hub."),
    Role.STOREKEEPER: N_("Keeps the stock, sends bundles out and counts up the day."),
    Role.FOREMAN: N_(
        "Runs the working days of their own orders: briefing, roll call, tools. Does not see the register."
    ),
    Role.WARDEN: N_("Walks rounds of their own streets and sees nobody else."),
    Role.REVIEWER: N_("Reads and exports the logs, without names."),
    Role.ADMIN: N_("Takes on staff and sets up places. Does not see people."),
}
"""One line for each role that has work in this version."""
PERMISSIONS = labels.register(
    {
        Permission.SEE_HOUSEHOLDS: N_("see households"),
        Permission.REGISTER_HOUSEHOLDS: N_("register households"),
        Permission.ISSUE_CARDS: N_("give and replace cards"),
        Permission.REVEAL_NAMES: N_("uncover hidden names"),
        Permission.SEE_DISTRIBUTIONS: N_("see distributions"),
        Permission.PLAN_DISTRIBUTIONS: N_("plan distributions"),
        Permission.MOVE_SLOTS: N_("move a household to another time"),
        Permission.PRINT_PACK: N_("print lists and sheets"),
        Permission.GIVE_AID: N_("give aid"),
        Permission.PAUSE_HAND_OVER: N_("pause hand-over in an alarm"),
        Permission.ENTER_PAPER: N_("enter signed sheets"),
        Permission.SEND_BUNDLES: N_("send bundles out and take them back"),
        Permission.CLOSE_DISTRIBUTIONS: N_("count up and close a distribution"),
        Permission.KEEP_STOCK: N_("keep the stock"),
        Permission.FOLLOW_UP: N_("ask households afterwards"),
        Permission.PLAN_WORKS: N_("plan public works and share the turns"),
        Permission.SIGN_UP_WORKERS: N_("sign people up for public works"),
        Permission.RUN_WORKS: N_("run a working day: briefing, roll call, tools"),
        Permission.APPROVE_PAY: N_("approve pay sheets"),
        Permission.ISSUE_PASSES: N_("issue access passes"),
        Permission.CHECK_PASSES: N_("check access passes"),
        Permission.REVERSE_ANY_HAND_OVER: N_("reverse any hand-over"),
        Permission.MANAGE_KITS: N_("manage kits"),
        Permission.MANAGE_PROGRAMMES: N_("manage programmes"),
        Permission.MANAGE_PLACES: N_("manage places"),
        Permission.MANAGE_STAFF: N_("manage staff"),
        Permission.REVIEW_LOGS: N_("read the logs"),
        Permission.EXPORT_LOGS: N_("export the logs"),
        Permission.IMPORT_HOUSEHOLDS: N_("bring in lists"),
        Permission.MERGE_HOUSEHOLDS: N_("merge and split households"),
        Permission.APPROVE_EXCEPTIONS: N_("stand by an exception"),
        Permission.WALK_ROUNDS: N_("walk rounds of their own streets"),
        Permission.MANAGE_WARDENS: N_("give streets to wardens"),
        Permission.KEEP_PRIVACY: N_("decide how long records stay"),
        Permission.WIPE_TRAINING: N_("wipe the training community"),
    }
)
