"""Public works, pay and passes; what closing looks up; transfers to other hubs.

Revision ID: 0004
Revises: 0003
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager

import sqlalchemy as sa
from alembic import op
from alembic.operations import BatchOperations

from app.core.db import UtcDateTime

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


@contextmanager
def _altered(
    table: str, dropped: Sequence[str] = (), added: Mapping[str, str] | None = None
) -> Iterator[BatchOperations]:
    """A change of a table whose CHECKs change too."""
    with op.batch_alter_table(table) as batch_op:
        for name in dropped:
            batch_op.drop_constraint(op.f(name), type_="check")
        yield batch_op
        for name, condition in (added or {}).items():
            batch_op.create_check_constraint(op.f(name), sa.text(condition))


def upgrade() -> None:
    op.create_table(
        "minimum_wages",
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("hour_minor", sa.Integer(), nullable=False),
        sa.Column("source", sa.String(length=120), nullable=False),
        sa.CheckConstraint("hour_minor > 0", name=op.f("ck_minimum_wages_hour")),
        sa.PrimaryKeyConstraint("valid_from", name=op.f("pk_minimum_wages")),
        info={"is_law": True},
    )
    op.create_table(
        "passes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("year", sa.SmallInteger(), nullable=False),
        sa.Column("serial", sa.Integer(), nullable=False),
        sa.Column("token", sa.String(length=20), nullable=False),
        sa.Column("organisation", sa.String(length=120), nullable=False),
        sa.Column("purpose", sa.String(length=160), nullable=False),
        sa.Column("leader_name", sa.String(length=80), nullable=False),
        sa.Column("leader_phone", sa.String(length=20), nullable=False),
        sa.Column("people", sa.SmallInteger(), nullable=False),
        sa.Column("names", sa.String(length=1200), nullable=False),
        sa.Column("vehicle", sa.String(length=60), nullable=False),
        sa.Column("plate", sa.String(length=16), nullable=False),
        sa.Column("starts_at", UtcDateTime(), nullable=False),
        sa.Column("ends_at", UtcDateTime(), nullable=False),
        sa.Column("issued_at", UtcDateTime(), nullable=False),
        sa.Column("issued_by_id", sa.Integer(), nullable=True),
        sa.Column("revoked_at", UtcDateTime(), nullable=True),
        sa.Column("revoked_by_id", sa.Integer(), nullable=True),
        sa.Column("revoked_why", sa.String(length=120), nullable=False),
        sa.Column("forgotten_at", UtcDateTime(), nullable=True),
        sa.Column("nonce", sa.String(length=32), nullable=False),
        sa.CheckConstraint("(revoked_at IS NULL) = (revoked_why = '')", name=op.f("ck_passes_revoked_why")),
        sa.CheckConstraint("forgotten_at IS NOT NULL OR leader_name <> ''", name=op.f("ck_passes_leader")),
        sa.CheckConstraint(
            "forgotten_at IS NULL OR (leader_name = '' AND leader_phone = '' AND names = '' AND plate = '')",
            name=op.f("ck_passes_forgotten_whole"),
        ),
        sa.CheckConstraint("organisation <> ''", name=op.f("ck_passes_organisation")),
        sa.CheckConstraint("ends_at > starts_at", name=op.f("ck_passes_hours")),
        sa.CheckConstraint("length(token) = 20", name=op.f("ck_passes_token")),
        sa.CheckConstraint("people BETWEEN 1 AND 60", name=op.f("ck_passes_people")),
        sa.CheckConstraint("serial > 0", name=op.f("ck_passes_serial")),
        sa.ForeignKeyConstraint(["issued_by_id"], ["staff.id"], name=op.f("fk_passes_issued_by_id")),
        sa.ForeignKeyConstraint(["revoked_by_id"], ["staff.id"], name=op.f("fk_passes_revoked_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_passes")),
        sa.UniqueConstraint("nonce", name=op.f("uq_passes_nonce")),
        sa.UniqueConstraint("token", name=op.f("uq_passes_token")),
        sa.UniqueConstraint("year", "serial", name=op.f("uq_passes_year_serial")),
    )
    op.create_table(
        "work_rules",
        sa.Column("hub_id", sa.Integer(), nullable=False),
        sa.Column("days_cap", sa.SmallInteger(), nullable=False),
        sa.Column("cap_period", sa.SmallInteger(), nullable=False),
        sa.Column("lately_days", sa.SmallInteger(), nullable=False),
        sa.Column("hold_hours", sa.SmallInteger(), nullable=False),
        sa.Column("standby_minutes", sa.SmallInteger(), nullable=False),
        sa.CheckConstraint("days_cap BETWEEN 1 AND 31 AND cap_period BETWEEN 7 AND 92", name=op.f("ck_work_rules_cap")),
        sa.CheckConstraint("hold_hours BETWEEN 1 AND 168", name=op.f("ck_work_rules_hold")),
        sa.CheckConstraint("lately_days BETWEEN 0 AND 366", name=op.f("ck_work_rules_lately")),
        sa.CheckConstraint("standby_minutes BETWEEN 0 AND 480", name=op.f("ck_work_rules_standby")),
        sa.ForeignKeyConstraint(["hub_id"], ["hubs.id"], name=op.f("fk_work_rules_hub_id")),
        sa.PrimaryKeyConstraint("hub_id", name=op.f("pk_work_rules")),
    )
    op.create_table(
        "pass_settlements",
        sa.Column("pass_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.SmallInteger(), nullable=False),
        sa.Column("settlement_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["pass_id"], ["passes.id"], name=op.f("fk_pass_settlements_pass_id")),
        sa.ForeignKeyConstraint(["settlement_id"], ["settlements.id"], name=op.f("fk_pass_settlements_settlement_id")),
        sa.PrimaryKeyConstraint("pass_id", "position", name=op.f("pk_pass_settlements")),
        sa.UniqueConstraint("pass_id", "settlement_id", name=op.f("uq_pass_settlements_pass_id_settlement_id")),
    )
    op.create_table(
        "passages",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("pass_id", sa.Integer(), nullable=False),
        sa.Column("people", sa.SmallInteger(), nullable=False),
        sa.Column("came_at", UtcDateTime(), nullable=False),
        sa.Column("came_by_id", sa.Integer(), nullable=True),
        sa.Column("left_at", UtcDateTime(), nullable=True),
        sa.Column("left_by_id", sa.Integer(), nullable=True),
        sa.Column("nonce", sa.String(length=32), nullable=False),
        sa.CheckConstraint("left_at >= came_at", name=op.f("ck_passages_hours")),
        sa.CheckConstraint("people BETWEEN 1 AND 60", name=op.f("ck_passages_people")),
        sa.ForeignKeyConstraint(["came_by_id"], ["staff.id"], name=op.f("fk_passages_came_by_id")),
        sa.ForeignKeyConstraint(["left_by_id"], ["staff.id"], name=op.f("fk_passages_left_by_id")),
        sa.ForeignKeyConstraint(["pass_id"], ["passes.id"], name=op.f("fk_passages_pass_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_passages")),
        sa.UniqueConstraint("nonce", name=op.f("uq_passages_nonce")),
    )
    with op.batch_alter_table("passages", schema=None) as batch_op:
        batch_op.create_index(
            "uq_passages_open",
            ["pass_id"],
            unique=True,
            sqlite_where=sa.text("left_at IS NULL"),
            postgresql_where=sa.text("left_at IS NULL"),
        )

    op.create_table(
        "work_orders",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("year", sa.SmallInteger(), nullable=False),
        sa.Column("serial", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=80), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "cleanup",
                "debris",
                "repair",
                "greening",
                "firewood",
                "help",
                "sorting",
                "sewing_cooking",
                "training",
                name="workkind",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("settlement_id", sa.Integer(), nullable=False),
        sa.Column("place", sa.String(length=120), nullable=False),
        sa.Column(
            "visibility",
            sa.Enum("public", "card_holders", name="visibility", native_enum=False, create_constraint=True, length=24),
            nullable=False,
        ),
        sa.Column("customer", sa.String(length=120), nullable=False),
        sa.Column("payer", sa.String(length=120), nullable=False),
        sa.Column("purpose", sa.String(length=240), nullable=False),
        sa.Column("is_outdoor", sa.Boolean(), nullable=False),
        sa.Column(
            "demand",
            sa.Enum("light", "medium", "heavy", name="demand", native_enum=False, create_constraint=True, length=24),
            nullable=False,
        ),
        sa.Column("fits_limits", sa.Boolean(), nullable=False),
        sa.Column("min_age", sa.SmallInteger(), nullable=False),
        sa.Column(
            "contract",
            sa.Enum(
                "fixed_term",
                "civil",
                "volunteer",
                name="contractform",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("rate_minor", sa.Integer(), nullable=False),
        sa.Column(
            "alarm_rule",
            sa.Enum("paid", "half", "unpaid", name="alarmrule", native_enum=False, create_constraint=True, length=24),
            nullable=False,
        ),
        sa.Column("norm", sa.String(length=80), nullable=False),
        sa.Column("note", sa.String(length=160), nullable=False),
        sa.Column("foreman_id", sa.Integer(), nullable=True),
        sa.Column("reserve_percent", sa.SmallInteger(), nullable=False),
        sa.Column("first_offer_percent", sa.SmallInteger(), nullable=False),
        sa.Column("sign_up_until", UtcDateTime(), nullable=True),
        sa.Column("clearance_no", sa.String(length=60), nullable=False),
        sa.Column("clearance_by", sa.String(length=80), nullable=False),
        sa.Column("cleared_on", sa.Date(), nullable=True),
        sa.Column("clearance_until", sa.Date(), nullable=True),
        sa.Column("briefing", sa.String(length=2000), nullable=False),
        sa.Column("briefing_version", sa.SmallInteger(), nullable=False),
        sa.Column("gear", sa.String(length=240), nullable=False),
        sa.Column("shelter", sa.String(length=120), nullable=False),
        sa.Column("first_aider", sa.String(length=80), nullable=False),
        sa.Column("emergency_phone", sa.String(length=40), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "draft",
                "published",
                "closed",
                "cancelled",
                name="orderstate",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("made_at", UtcDateTime(), nullable=False),
        sa.Column("made_by_id", sa.Integer(), nullable=True),
        sa.Column("published_at", UtcDateTime(), nullable=True),
        sa.Column("published_by_id", sa.Integer(), nullable=True),
        sa.Column("draw_id", sa.Integer(), nullable=True),
        sa.Column("chosen_at", UtcDateTime(), nullable=True),
        sa.Column("chosen_by_id", sa.Integer(), nullable=True),
        sa.Column("closed_at", UtcDateTime(), nullable=True),
        sa.Column("cancel_reason", sa.String(length=160), nullable=False),
        sa.Column("nonce", sa.String(length=32), nullable=False),
        sa.Column("search_key", sa.String(length=190), nullable=False),
        sa.CheckConstraint(
            "(contract = 'volunteer') = (rate_minor = 0)", name=op.f("ck_work_orders_volunteers_are_not_paid")
        ),
        sa.CheckConstraint("(state = 'cancelled') = (cancel_reason <> '')", name=op.f("ck_work_orders_cancelled_why")),
        sa.CheckConstraint(
            "(state = 'draft') = (published_at IS NULL) OR state = 'cancelled'",
            name=op.f("ck_work_orders_published_when"),
        ),
        sa.CheckConstraint(
            "min_age >= 18 OR (rate_minor = 0 AND demand <> 'heavy' AND kind <> 'debris')",
            name=op.f("ck_work_orders_the_young"),
        ),
        sa.CheckConstraint("rate_minor = 0 OR payer <> ''", name=op.f("ck_work_orders_payer")),
        sa.CheckConstraint(
            "state IN ('draft', 'cancelled') OR (foreman_id IS NOT NULL AND clearance_no <> '' AND clearance_by <> '' AND cleared_on IS NOT NULL AND clearance_until IS NOT NULL AND briefing <> '' AND gear <> '' AND shelter <> '' AND first_aider <> '' AND emergency_phone <> '' AND sign_up_until IS NOT NULL)",
            name=op.f("ck_work_orders_safe_before_published"),
        ),
        sa.CheckConstraint("title <> '' AND place <> '' AND customer <> ''", name=op.f("ck_work_orders_told")),
        sa.CheckConstraint("clearance_until >= cleared_on", name=op.f("ck_work_orders_clearance")),
        sa.CheckConstraint("min_age BETWEEN 14 AND 100", name=op.f("ck_work_orders_min_age")),
        sa.CheckConstraint("rate_minor >= 0 AND rate_minor / 2 * 2 = rate_minor", name=op.f("ck_work_orders_rate")),
        sa.CheckConstraint(
            "reserve_percent BETWEEN 0 AND 100 AND first_offer_percent BETWEEN 0 AND 100",
            name=op.f("ck_work_orders_shares"),
        ),
        sa.CheckConstraint("serial > 0", name=op.f("ck_work_orders_serial")),
        sa.ForeignKeyConstraint(["chosen_by_id"], ["staff.id"], name=op.f("fk_work_orders_chosen_by_id")),
        sa.ForeignKeyConstraint(["draw_id"], ["draws.id"], name=op.f("fk_work_orders_draw_id")),
        sa.ForeignKeyConstraint(["foreman_id"], ["staff.id"], name=op.f("fk_work_orders_foreman_id")),
        sa.ForeignKeyConstraint(["made_by_id"], ["staff.id"], name=op.f("fk_work_orders_made_by_id")),
        sa.ForeignKeyConstraint(["published_by_id"], ["staff.id"], name=op.f("fk_work_orders_published_by_id")),
        sa.ForeignKeyConstraint(["settlement_id"], ["settlements.id"], name=op.f("fk_work_orders_settlement_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_work_orders")),
        sa.UniqueConstraint("nonce", name=op.f("uq_work_orders_nonce")),
        sa.UniqueConstraint("year", "serial", name=op.f("uq_work_orders_year_serial")),
    )
    with op.batch_alter_table("work_orders", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_work_orders_draw_id"), ["draw_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_work_orders_foreman_id"), ["foreman_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_work_orders_settlement_id"), ["settlement_id"], unique=False)

    op.create_table(
        "briefings",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("order_id", sa.Integer(), nullable=False),
        sa.Column("text_version", sa.SmallInteger(), nullable=False),
        sa.Column("instructor", sa.String(length=80), nullable=False),
        sa.Column("held_at", UtcDateTime(), nullable=False),
        sa.Column("recorded_at", UtcDateTime(), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=True),
        sa.Column("nonce", sa.String(length=32), nullable=False),
        sa.CheckConstraint("instructor <> ''", name=op.f("ck_briefings_instructor")),
        sa.ForeignKeyConstraint(["order_id"], ["work_orders.id"], name=op.f("fk_briefings_order_id")),
        sa.ForeignKeyConstraint(["recorded_by_id"], ["staff.id"], name=op.f("fk_briefings_recorded_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_briefings")),
        sa.UniqueConstraint("nonce", name=op.f("uq_briefings_nonce")),
    )
    with op.batch_alter_table("briefings", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_briefings_order_id"), ["order_id"], unique=False)

    op.create_table(
        "order_skills",
        sa.Column("order_id", sa.Integer(), nullable=False),
        sa.Column(
            "skill",
            sa.Enum(
                "driver",
                "electrician",
                "builder",
                "sewing",
                "cooking",
                "care",
                "computer",
                "first_aid",
                name="skill",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(["order_id"], ["work_orders.id"], name=op.f("fk_order_skills_order_id")),
        sa.PrimaryKeyConstraint("order_id", "skill", name=op.f("pk_order_skills")),
    )
    op.create_table(
        "order_tools",
        sa.Column("order_id", sa.Integer(), nullable=False),
        sa.Column("line", sa.SmallInteger(), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("quantity", sa.SmallInteger(), nullable=False),
        sa.CheckConstraint("name <> '' AND quantity BETWEEN 1 AND 500", name=op.f("ck_order_tools_tool")),
        sa.ForeignKeyConstraint(["order_id"], ["work_orders.id"], name=op.f("fk_order_tools_order_id")),
        sa.PrimaryKeyConstraint("order_id", "line", name=op.f("pk_order_tools")),
    )
    op.create_table(
        "pay_sheets",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("year", sa.SmallInteger(), nullable=False),
        sa.Column("serial", sa.Integer(), nullable=False),
        sa.Column("order_id", sa.Integer(), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("to_on", sa.Date(), nullable=False),
        sa.Column("rate_minor", sa.Integer(), nullable=False),
        sa.Column("made_at", UtcDateTime(), nullable=False),
        sa.Column("made_by_id", sa.Integer(), nullable=False),
        sa.Column("approved_at", UtcDateTime(), nullable=True),
        sa.Column("approved_by_id", sa.Integer(), nullable=True),
        sa.Column("sent_at", UtcDateTime(), nullable=True),
        sa.Column("sent_by_id", sa.Integer(), nullable=True),
        sa.Column("paid_on", sa.Date(), nullable=True),
        sa.Column("paid_by_id", sa.Integer(), nullable=True),
        sa.Column("annulled_at", UtcDateTime(), nullable=True),
        sa.Column("annulled_by_id", sa.Integer(), nullable=True),
        sa.Column("annulled_why", sa.String(length=160), nullable=False),
        sa.Column("nonce", sa.String(length=32), nullable=False),
        sa.CheckConstraint("(annulled_at IS NULL) = (annulled_why = '')", name=op.f("ck_pay_sheets_annulled_why")),
        sa.CheckConstraint("(approved_at IS NULL) = (approved_by_id IS NULL)", name=op.f("ck_pay_sheets_approved_by")),
        sa.CheckConstraint("annulled_at IS NULL OR sent_at IS NULL", name=op.f("ck_pay_sheets_annulled_before_sent")),
        sa.CheckConstraint("paid_on IS NULL OR sent_at IS NOT NULL", name=op.f("ck_pay_sheets_paid_after_sent")),
        sa.CheckConstraint("rate_minor > 0 AND rate_minor / 2 * 2 = rate_minor", name=op.f("ck_pay_sheets_rate")),
        sa.CheckConstraint(
            "sent_at IS NULL OR approved_at IS NOT NULL", name=op.f("ck_pay_sheets_sent_after_approved")
        ),
        sa.CheckConstraint("serial > 0", name=op.f("ck_pay_sheets_serial")),
        sa.CheckConstraint("to_on >= from_on", name=op.f("ck_pay_sheets_period")),
        sa.ForeignKeyConstraint(["annulled_by_id"], ["staff.id"], name=op.f("fk_pay_sheets_annulled_by_id")),
        sa.ForeignKeyConstraint(["approved_by_id"], ["staff.id"], name=op.f("fk_pay_sheets_approved_by_id")),
        sa.ForeignKeyConstraint(["made_by_id"], ["staff.id"], name=op.f("fk_pay_sheets_made_by_id")),
        sa.ForeignKeyConstraint(["order_id"], ["work_orders.id"], name=op.f("fk_pay_sheets_order_id")),
        sa.ForeignKeyConstraint(["paid_by_id"], ["staff.id"], name=op.f("fk_pay_sheets_paid_by_id")),
        sa.ForeignKeyConstraint(["sent_by_id"], ["staff.id"], name=op.f("fk_pay_sheets_sent_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pay_sheets")),
        sa.UniqueConstraint("nonce", name=op.f("uq_pay_sheets_nonce")),
        sa.UniqueConstraint("year", "serial", name=op.f("uq_pay_sheets_year_serial")),
    )
    with op.batch_alter_table("pay_sheets", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_pay_sheets_order_id"), ["order_id"], unique=False)

    op.create_table(
        "shifts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("order_id", sa.Integer(), nullable=False),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.Column("starts_at", UtcDateTime(), nullable=False),
        sa.Column("ends_at", UtcDateTime(), nullable=False),
        sa.Column("break_minutes", sa.SmallInteger(), nullable=False),
        sa.Column("places", sa.SmallInteger(), nullable=False),
        sa.CheckConstraint("break_minutes BETWEEN 0 AND 240", name=op.f("ck_shifts_break_minutes")),
        sa.CheckConstraint("ends_at > starts_at", name=op.f("ck_shifts_hours")),
        sa.CheckConstraint("places BETWEEN 1 AND 200", name=op.f("ck_shifts_places")),
        sa.ForeignKeyConstraint(["order_id"], ["work_orders.id"], name=op.f("fk_shifts_order_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shifts")),
        sa.UniqueConstraint("order_id", "starts_at", name=op.f("uq_shifts_order_id_starts_at")),
    )
    with op.batch_alter_table("shifts", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_shifts_held_on"), ["held_on"], unique=False)

    op.create_table(
        "work_stops",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column(
            "cause",
            sa.Enum(
                "explosive",
                "shelling",
                "injury",
                "clearance",
                "weather",
                "other",
                name="stopcause",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("settlement_id", sa.Integer(), nullable=False),
        sa.Column("order_id", sa.Integer(), nullable=True),
        sa.Column("stopped_at", UtcDateTime(), nullable=False),
        sa.Column("stopped_by_id", sa.Integer(), nullable=False),
        sa.Column("note", sa.String(length=240), nullable=False),
        sa.Column("actions", sa.String(length=240), nullable=False),
        sa.Column("nonce", sa.String(length=32), nullable=False),
        sa.CheckConstraint("cause <> 'other' OR note <> ''", name=op.f("ck_work_stops_told")),
        sa.ForeignKeyConstraint(["order_id"], ["work_orders.id"], name=op.f("fk_work_stops_order_id")),
        sa.ForeignKeyConstraint(["settlement_id"], ["settlements.id"], name=op.f("fk_work_stops_settlement_id")),
        sa.ForeignKeyConstraint(["stopped_by_id"], ["staff.id"], name=op.f("fk_work_stops_stopped_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_work_stops")),
        sa.UniqueConstraint("nonce", name=op.f("uq_work_stops_nonce")),
    )
    with op.batch_alter_table("work_stops", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_work_stops_order_id"), ["order_id"], unique=False)

    op.create_table(
        "day_checks",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("shift_id", sa.Integer(), nullable=False),
        sa.Column("checked_at", UtcDateTime(), nullable=False),
        sa.Column("checked_by_id", sa.Integer(), nullable=True),
        sa.Column("is_clear", sa.Boolean(), nullable=False),
        sa.Column("is_weather_fit", sa.Boolean(), nullable=False),
        sa.Column("is_quiet", sa.Boolean(), nullable=False),
        sa.Column("has_gear", sa.Boolean(), nullable=False),
        sa.Column("has_first_aider", sa.Boolean(), nullable=False),
        sa.Column("has_shelter", sa.Boolean(), nullable=False),
        sa.Column("is_go", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.String(length=120), nullable=False),
        sa.Column("nonce", sa.String(length=32), nullable=False),
        sa.CheckConstraint("is_go = (reason = '')", name=op.f("ck_day_checks_why_not")),
        sa.CheckConstraint(
            "NOT is_go OR (is_clear AND is_weather_fit AND is_quiet AND has_gear AND has_first_aider AND has_shelter)",
            name=op.f("ck_day_checks_go_is_whole"),
        ),
        sa.ForeignKeyConstraint(["checked_by_id"], ["staff.id"], name=op.f("fk_day_checks_checked_by_id")),
        sa.ForeignKeyConstraint(["shift_id"], ["shifts.id"], name=op.f("fk_day_checks_shift_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_day_checks")),
        sa.UniqueConstraint("nonce", name=op.f("uq_day_checks_nonce")),
    )
    with op.batch_alter_table("day_checks", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_day_checks_shift_id"), ["shift_id"], unique=False)

    op.create_table(
        "dispatches",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("document_id", sa.Integer(), nullable=False),
        sa.Column("partner_id", sa.Integer(), nullable=False),
        sa.Column("received_by", sa.String(length=80), nullable=False),
        sa.Column("carrier", sa.String(length=80), nullable=False),
        sa.Column("told_on", sa.Date(), nullable=True),
        sa.Column("told", sa.String(length=200), nullable=False),
        sa.CheckConstraint("(told_on IS NULL) = (told = '')", name=op.f("ck_dispatches_told")),
        sa.ForeignKeyConstraint(["document_id"], ["stock_documents.id"], name=op.f("fk_dispatches_document_id")),
        sa.ForeignKeyConstraint(["partner_id"], ["partners.id"], name=op.f("fk_dispatches_partner_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dispatches")),
        sa.UniqueConstraint("document_id", name=op.f("uq_dispatches_document_id")),
    )
    with op.batch_alter_table("dispatches", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_dispatches_partner_id"), ["partner_id"], unique=False)

    op.create_table(
        "help_requests",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("household_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "firewood",
                "water",
                "shopping",
                "repair",
                "other",
                name="helpkind",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("note", sa.String(length=80), nullable=False),
        sa.Column("asked_at", UtcDateTime(), nullable=False),
        sa.Column("asked_by_id", sa.Integer(), nullable=True),
        sa.Column("shift_id", sa.Integer(), nullable=True),
        sa.Column(
            "outcome",
            sa.Enum(
                "done", "not_home", "not_done", name="helpoutcome", native_enum=False, create_constraint=True, length=24
            ),
            nullable=True,
        ),
        sa.Column("settled_at", UtcDateTime(), nullable=True),
        sa.Column("settled_by_id", sa.Integer(), nullable=True),
        sa.Column("nonce", sa.String(length=32), nullable=True),
        sa.CheckConstraint(
            "outcome IS NULL OR shift_id IS NOT NULL OR outcome = 'not_done'",
            name=op.f("ck_help_requests_somebody_went"),
        ),
        sa.CheckConstraint("(outcome IS NULL) = (settled_at IS NULL)", name=op.f("ck_help_requests_settled_when")),
        sa.ForeignKeyConstraint(["asked_by_id"], ["staff.id"], name=op.f("fk_help_requests_asked_by_id")),
        sa.ForeignKeyConstraint(["household_id"], ["households.id"], name=op.f("fk_help_requests_household_id")),
        sa.ForeignKeyConstraint(["settled_by_id"], ["staff.id"], name=op.f("fk_help_requests_settled_by_id")),
        sa.ForeignKeyConstraint(["shift_id"], ["shifts.id"], name=op.f("fk_help_requests_shift_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_help_requests")),
        sa.UniqueConstraint("nonce", name=op.f("uq_help_requests_nonce")),
    )
    with op.batch_alter_table("help_requests", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_help_requests_household_id"), ["household_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_help_requests_shift_id"), ["shift_id"], unique=False)
        batch_op.create_index(
            "uq_help_requests_open",
            ["household_id", "kind"],
            unique=True,
            sqlite_where=sa.text("outcome IS NULL"),
            postgresql_where=sa.text("outcome IS NULL"),
        )

    op.create_table(
        "incident_notes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("stop_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(length=240), nullable=False),
        sa.Column("told_at", UtcDateTime(), nullable=False),
        sa.Column("told_by_id", sa.Integer(), nullable=False),
        sa.Column("nonce", sa.String(length=32), nullable=False),
        sa.CheckConstraint("text <> ''", name=op.f("ck_incident_notes_told")),
        sa.ForeignKeyConstraint(["stop_id"], ["work_stops.id"], name=op.f("fk_incident_notes_stop_id")),
        sa.ForeignKeyConstraint(["told_by_id"], ["staff.id"], name=op.f("fk_incident_notes_told_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_incident_notes")),
        sa.UniqueConstraint("nonce", name=op.f("uq_incident_notes_nonce")),
    )
    with op.batch_alter_table("incident_notes", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_incident_notes_stop_id"), ["stop_id"], unique=False)

    op.create_table(
        "stopped_orders",
        sa.Column("stop_id", sa.Integer(), nullable=False),
        sa.Column("order_id", sa.Integer(), nullable=False),
        sa.Column("released_at", UtcDateTime(), nullable=True),
        sa.Column("released_by_id", sa.Integer(), nullable=True),
        sa.Column("release_reason", sa.String(length=160), nullable=False),
        sa.CheckConstraint(
            "(released_at IS NULL) = (release_reason = '')", name=op.f("ck_stopped_orders_released_why")
        ),
        sa.ForeignKeyConstraint(["order_id"], ["work_orders.id"], name=op.f("fk_stopped_orders_order_id")),
        sa.ForeignKeyConstraint(["released_by_id"], ["staff.id"], name=op.f("fk_stopped_orders_released_by_id")),
        sa.ForeignKeyConstraint(["stop_id"], ["work_stops.id"], name=op.f("fk_stopped_orders_stop_id")),
        sa.PrimaryKeyConstraint("stop_id", "order_id", name=op.f("pk_stopped_orders")),
    )
    with op.batch_alter_table("stopped_orders", schema=None) as batch_op:
        batch_op.create_index(
            "ix_stopped_orders_open",
            ["order_id"],
            unique=False,
            sqlite_where=sa.text("released_at IS NULL"),
            postgresql_where=sa.text("released_at IS NULL"),
        )

    op.create_table(
        "sign_ups",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("order_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=8), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("household_id", sa.Integer(), nullable=True),
        sa.Column(
            "sex",
            sa.Enum("female", "male", "not_stated", name="sex", native_enum=False, create_constraint=True, length=24),
            nullable=False,
        ),
        sa.Column("age", sa.SmallInteger(), nullable=False),
        sa.Column("is_first_time", sa.Boolean(), nullable=False),
        sa.Column(
            "channel",
            sa.Enum(
                "door", "desk", "phone", "warden", name="channel", native_enum=False, create_constraint=True, length=24
            ),
            nullable=False,
        ),
        sa.Column("signed_at", UtcDateTime(), nullable=False),
        sa.Column("signed_by_id", sa.Integer(), nullable=True),
        sa.Column("no_lifting", sa.Boolean(), nullable=False),
        sa.Column("no_heights", sa.Boolean(), nullable=False),
        sa.Column("is_seated", sa.Boolean(), nullable=False),
        sa.Column("guardian_name", sa.String(length=80), nullable=False),
        sa.Column("consented_on", sa.Date(), nullable=True),
        sa.Column("position", sa.SmallInteger(), nullable=True),
        sa.Column("withdrawn_at", UtcDateTime(), nullable=True),
        sa.Column("withdrawn_why", sa.String(length=120), nullable=True),
        sa.Column("nonce", sa.String(length=32), nullable=False),
        sa.CheckConstraint(
            "age >= 18 OR (consented_on IS NOT NULL AND (guardian_name <> '' OR person_id IS NULL))",
            name=op.f("ck_sign_ups_guardian"),
        ),
        sa.CheckConstraint("(withdrawn_at IS NULL) = (withdrawn_why IS NULL)", name=op.f("ck_sign_ups_withdrawn_why")),
        sa.CheckConstraint("age BETWEEN 14 AND 120", name=op.f("ck_sign_ups_age")),
        sa.CheckConstraint(
            "household_id IS NOT NULL OR person_id IS NULL", name=op.f("ck_sign_ups_forgotten_in_order")
        ),
        sa.CheckConstraint("position > 0", name=op.f("ck_sign_ups_position")),
        sa.ForeignKeyConstraint(["household_id"], ["households.id"], name=op.f("fk_sign_ups_household_id")),
        sa.ForeignKeyConstraint(["order_id"], ["work_orders.id"], name=op.f("fk_sign_ups_order_id")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_sign_ups_person_id")),
        sa.ForeignKeyConstraint(["signed_by_id"], ["staff.id"], name=op.f("fk_sign_ups_signed_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_ups")),
        sa.UniqueConstraint("code", name=op.f("uq_sign_ups_code")),
        sa.UniqueConstraint("nonce", name=op.f("uq_sign_ups_nonce")),
    )
    with op.batch_alter_table("sign_ups", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_sign_ups_household_id"), ["household_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_sign_ups_person_id"), ["person_id"], unique=False)
        batch_op.create_index(
            "uq_sign_ups_active",
            ["order_id", "person_id"],
            unique=True,
            sqlite_where=sa.text("withdrawn_at IS NULL"),
            postgresql_where=sa.text("withdrawn_at IS NULL"),
        )

    op.create_table(
        "briefed",
        sa.Column("briefing_id", sa.Integer(), nullable=False),
        sa.Column("sign_up_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["briefing_id"], ["briefings.id"], name=op.f("fk_briefed_briefing_id")),
        sa.ForeignKeyConstraint(["sign_up_id"], ["sign_ups.id"], name=op.f("fk_briefed_sign_up_id")),
        sa.PrimaryKeyConstraint("briefing_id", "sign_up_id", name=op.f("pk_briefed")),
    )
    with op.batch_alter_table("briefed", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_briefed_sign_up_id"), ["sign_up_id"], unique=False)

    op.create_table(
        "certificates",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("year", sa.SmallInteger(), nullable=False),
        sa.Column("serial", sa.Integer(), nullable=False),
        sa.Column("sign_up_id", sa.Integer(), nullable=False),
        sa.Column("half_days", sa.SmallInteger(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("issued_on", sa.Date(), nullable=False),
        sa.Column("issued_by_id", sa.Integer(), nullable=True),
        sa.Column("nonce", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(["issued_by_id"], ["staff.id"], name=op.f("fk_certificates_issued_by_id")),
        sa.ForeignKeyConstraint(["sign_up_id"], ["sign_ups.id"], name=op.f("fk_certificates_sign_up_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_certificates")),
        sa.UniqueConstraint("nonce", name=op.f("uq_certificates_nonce")),
        sa.UniqueConstraint("year", "serial", name=op.f("uq_certificates_year_serial")),
    )
    with op.batch_alter_table("certificates", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_certificates_sign_up_id"), ["sign_up_id"], unique=False)

    op.create_table(
        "pay_lines",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("sheet_id", sa.Integer(), nullable=False),
        sa.Column("row_no", sa.SmallInteger(), nullable=False),
        sa.Column("sign_up_id", sa.Integer(), nullable=False),
        sa.Column("half_days", sa.SmallInteger(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("gross_minor", sa.Integer(), nullable=False),
        sa.CheckConstraint("row_no > 0", name=op.f("ck_pay_lines_row_no")),
        sa.ForeignKeyConstraint(["sheet_id"], ["pay_sheets.id"], name=op.f("fk_pay_lines_sheet_id")),
        sa.ForeignKeyConstraint(["sign_up_id"], ["sign_ups.id"], name=op.f("fk_pay_lines_sign_up_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pay_lines")),
        sa.UniqueConstraint("sheet_id", "row_no", name=op.f("uq_pay_lines_sheet_id_row_no")),
        sa.UniqueConstraint("sheet_id", "sign_up_id", name=op.f("uq_pay_lines_sheet_id_sign_up_id")),
    )
    with op.batch_alter_table("pay_lines", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_pay_lines_sign_up_id"), ["sign_up_id"], unique=False)

    op.create_table(
        "pay_questions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("sign_up_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "not_paid",
                "hours",
                "sum",
                "other",
                name="payquestionkind",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("text", sa.String(length=240), nullable=False),
        sa.Column("asked_at", UtcDateTime(), nullable=False),
        sa.Column("asked_by_id", sa.Integer(), nullable=True),
        sa.Column("answer_by", sa.Date(), nullable=False),
        sa.Column("answered_at", UtcDateTime(), nullable=True),
        sa.Column("answered_by_id", sa.Integer(), nullable=True),
        sa.Column("answer", sa.String(length=240), nullable=False),
        sa.Column("nonce", sa.String(length=32), nullable=False),
        sa.CheckConstraint("(answered_at IS NULL) = (answer = '')", name=op.f("ck_pay_questions_answered")),
        sa.ForeignKeyConstraint(["answered_by_id"], ["staff.id"], name=op.f("fk_pay_questions_answered_by_id")),
        sa.ForeignKeyConstraint(["asked_by_id"], ["staff.id"], name=op.f("fk_pay_questions_asked_by_id")),
        sa.ForeignKeyConstraint(["sign_up_id"], ["sign_ups.id"], name=op.f("fk_pay_questions_sign_up_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pay_questions")),
        sa.UniqueConstraint("nonce", name=op.f("uq_pay_questions_nonce")),
    )
    with op.batch_alter_table("pay_questions", schema=None) as batch_op:
        batch_op.create_index(
            "uq_pay_questions_open",
            ["sign_up_id", "kind"],
            unique=True,
            sqlite_where=sa.text("answered_at IS NULL"),
            postgresql_where=sa.text("answered_at IS NULL"),
        )

    op.create_table(
        "sign_up_days",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("sign_up_id", sa.Integer(), nullable=False),
        sa.Column("shift_id", sa.Integer(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "wanted",
                "chosen",
                "waiting",
                "offered",
                "lapsed",
                "cancelled",
                name="daystate",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("place", sa.SmallInteger(), nullable=True),
        sa.Column(
            "why",
            sa.Enum(
                "household_cap",
                "household_one",
                "worked_lately",
                "first_share",
                "by_draw",
                "limits",
                "clash",
                "came_later",
                name="notchosenwhy",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=True,
        ),
        sa.Column("reason", sa.String(length=120), nullable=False),
        sa.Column("held_until", UtcDateTime(), nullable=True),
        sa.Column("changed_at", UtcDateTime(), nullable=False),
        sa.Column("told_at", UtcDateTime(), nullable=True),
        sa.CheckConstraint("(state = 'offered') = (held_until IS NOT NULL)", name=op.f("ck_sign_up_days_held_until")),
        sa.CheckConstraint(
            "(state IN ('chosen', 'offered')) = (place IS NOT NULL)", name=op.f("ck_sign_up_days_place_taken")
        ),
        sa.CheckConstraint("told_at IS NULL OR state <> 'wanted'", name=op.f("ck_sign_up_days_told")),
        sa.CheckConstraint("place > 0", name=op.f("ck_sign_up_days_place")),
        sa.ForeignKeyConstraint(["shift_id"], ["shifts.id"], name=op.f("fk_sign_up_days_shift_id")),
        sa.ForeignKeyConstraint(["sign_up_id"], ["sign_ups.id"], name=op.f("fk_sign_up_days_sign_up_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_up_days")),
        sa.UniqueConstraint("sign_up_id", "shift_id", name=op.f("uq_sign_up_days_sign_up_id_shift_id")),
    )
    with op.batch_alter_table("sign_up_days", schema=None) as batch_op:
        batch_op.create_index(
            "uq_sign_up_days_place",
            ["shift_id", "place"],
            unique=True,
            sqlite_where=sa.text("place IS NOT NULL"),
            postgresql_where=sa.text("place IS NOT NULL"),
        )

    op.create_table(
        "sign_up_skills",
        sa.Column("sign_up_id", sa.Integer(), nullable=False),
        sa.Column(
            "skill",
            sa.Enum(
                "driver",
                "electrician",
                "builder",
                "sewing",
                "cooking",
                "care",
                "computer",
                "first_aid",
                name="skill",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(["sign_up_id"], ["sign_ups.id"], name=op.f("fk_sign_up_skills_sign_up_id")),
        sa.PrimaryKeyConstraint("sign_up_id", "skill", name=op.f("pk_sign_up_skills")),
    )
    op.create_table(
        "attendances",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("sign_up_day_id", sa.Integer(), nullable=False),
        sa.Column(
            "mark",
            sa.Enum(
                "worked",
                "late",
                "left_early",
                "absent",
                "ill",
                "standby",
                name="mark",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("arrived_at", UtcDateTime(), nullable=True),
        sa.Column("left_at", UtcDateTime(), nullable=True),
        sa.Column("break_minutes", sa.SmallInteger(), nullable=False),
        sa.Column("alarm_minutes", sa.SmallInteger(), nullable=False),
        sa.Column("minutes", sa.SmallInteger(), nullable=False),
        sa.Column("half_days", sa.SmallInteger(), nullable=False),
        sa.Column("reason", sa.String(length=120), nullable=False),
        sa.Column("output", sa.String(length=60), nullable=False),
        sa.Column("entered_at", UtcDateTime(), nullable=False),
        sa.Column("entered_by_id", sa.Integer(), nullable=False),
        sa.Column("confirmed_at", UtcDateTime(), nullable=True),
        sa.Column("confirmed_by_id", sa.Integer(), nullable=True),
        sa.Column("is_reversed", sa.Boolean(), nullable=False),
        sa.CheckConstraint("(mark IN ('absent', 'ill')) = (arrived_at IS NULL)", name=op.f("ck_attendances_arrived")),
        sa.CheckConstraint("(arrived_at IS NULL) = (left_at IS NULL)", name=op.f("ck_attendances_left")),
        sa.CheckConstraint(
            "(confirmed_at IS NULL) = (confirmed_by_id IS NULL)", name=op.f("ck_attendances_confirmed_by")
        ),
        sa.CheckConstraint(
            "arrived_at IS NOT NULL OR (minutes = 0 AND half_days = 0)", name=op.f("ck_attendances_nothing_for_nobody")
        ),
        sa.CheckConstraint(
            "break_minutes BETWEEN 0 AND 720 AND alarm_minutes BETWEEN 0 AND 1440", name=op.f("ck_attendances_apart")
        ),
        sa.CheckConstraint(
            "confirmed_by_id IS NULL OR confirmed_by_id <> entered_by_id", name=op.f("ck_attendances_second_person")
        ),
        sa.CheckConstraint("half_days BETWEEN 0 AND 2", name=op.f("ck_attendances_half_days")),
        sa.CheckConstraint("left_at >= arrived_at", name=op.f("ck_attendances_hours")),
        sa.CheckConstraint("minutes BETWEEN 0 AND 1440", name=op.f("ck_attendances_minutes")),
        sa.ForeignKeyConstraint(["confirmed_by_id"], ["staff.id"], name=op.f("fk_attendances_confirmed_by_id")),
        sa.ForeignKeyConstraint(["entered_by_id"], ["staff.id"], name=op.f("fk_attendances_entered_by_id")),
        sa.ForeignKeyConstraint(["sign_up_day_id"], ["sign_up_days.id"], name=op.f("fk_attendances_sign_up_day_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attendances")),
    )
    with op.batch_alter_table("attendances", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_attendances_sign_up_day_id"), ["sign_up_day_id"], unique=False)
        batch_op.create_index(
            "uq_attendances_effective",
            ["sign_up_day_id"],
            unique=True,
            sqlite_where=sa.text("NOT is_reversed"),
            postgresql_where=sa.text("NOT is_reversed"),
        )

    op.create_table(
        "door_notes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("bundle_id", sa.Integer(), nullable=False),
        sa.Column("entitlement_id", sa.Integer(), nullable=False),
        sa.Column("nonce", sa.String(length=32), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "not_at_home",
                "refused",
                "damaged",
                "lost",
                name="notekind",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("words", sa.String(length=120), nullable=False),
        sa.Column("happened_at", UtcDateTime(), nullable=False),
        sa.Column("staff_id", sa.Integer(), nullable=False),
        sa.Column("received_at", UtcDateTime(), nullable=False),
        sa.Column("is_open", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["bundle_id"], ["bundles.id"], name=op.f("fk_door_notes_bundle_id")),
        sa.ForeignKeyConstraint(["entitlement_id"], ["entitlements.id"], name=op.f("fk_door_notes_entitlement_id")),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_door_notes_staff_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_door_notes")),
        sa.UniqueConstraint("nonce", name=op.f("uq_door_notes_nonce")),
    )
    with op.batch_alter_table("door_notes", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_door_notes_bundle_id"), ["bundle_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_door_notes_entitlement_id"), ["entitlement_id"], unique=False)
        batch_op.create_index(
            "ix_door_notes_open",
            ["bundle_id"],
            unique=False,
            sqlite_where=sa.text("is_open = 1"),
            postgresql_where=sa.text("is_open"),
        )

    op.create_table(
        "roll_calls",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("sign_up_day_id", sa.Integer(), nullable=False),
        sa.Column("round", sa.SmallInteger(), nullable=False),
        sa.Column("called_at", UtcDateTime(), nullable=False),
        sa.Column(
            "how",
            sa.Enum("scan", "list", "paper", name="callhow", native_enum=False, create_constraint=True, length=24),
            nullable=False,
        ),
        sa.Column("recorded_at", UtcDateTime(), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("round IN (1, 2)", name=op.f("ck_roll_calls_round")),
        sa.ForeignKeyConstraint(["recorded_by_id"], ["staff.id"], name=op.f("fk_roll_calls_recorded_by_id")),
        sa.ForeignKeyConstraint(["sign_up_day_id"], ["sign_up_days.id"], name=op.f("fk_roll_calls_sign_up_day_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_roll_calls")),
        sa.UniqueConstraint("sign_up_day_id", "round", name=op.f("uq_roll_calls_sign_up_day_id_round")),
    )
    op.create_table(
        "tool_loans",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("sign_up_day_id", sa.Integer(), nullable=False),
        sa.Column("tool", sa.String(length=60), nullable=False),
        sa.Column("quantity", sa.SmallInteger(), nullable=False),
        sa.Column("out_at", UtcDateTime(), nullable=False),
        sa.Column("out_by_id", sa.Integer(), nullable=True),
        sa.Column("returned", sa.SmallInteger(), nullable=False),
        sa.Column("lost", sa.SmallInteger(), nullable=False),
        sa.Column("back_at", UtcDateTime(), nullable=True),
        sa.Column("back_by_id", sa.Integer(), nullable=True),
        sa.Column("nonce", sa.String(length=32), nullable=False),
        sa.CheckConstraint("(back_at IS NULL) = (returned + lost = 0)", name=op.f("ck_tool_loans_back_when")),
        sa.CheckConstraint("quantity BETWEEN 1 AND 100", name=op.f("ck_tool_loans_quantity")),
        sa.CheckConstraint(
            "returned + lost BETWEEN 0 AND quantity AND returned >= 0 AND lost >= 0", name=op.f("ck_tool_loans_back")
        ),
        sa.ForeignKeyConstraint(["back_by_id"], ["staff.id"], name=op.f("fk_tool_loans_back_by_id")),
        sa.ForeignKeyConstraint(["out_by_id"], ["staff.id"], name=op.f("fk_tool_loans_out_by_id")),
        sa.ForeignKeyConstraint(["sign_up_day_id"], ["sign_up_days.id"], name=op.f("fk_tool_loans_sign_up_day_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tool_loans")),
        sa.UniqueConstraint("nonce", name=op.f("uq_tool_loans_nonce")),
    )
    with op.batch_alter_table("tool_loans", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_tool_loans_sign_up_day_id"), ["sign_up_day_id"], unique=False)

    op.create_table(
        "attendance_reversals",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("attendance_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(length=160), nullable=False),
        sa.Column("reversed_at", UtcDateTime(), nullable=False),
        sa.Column("reversed_by_id", sa.Integer(), nullable=False),
        sa.CheckConstraint("reason <> ''", name=op.f("ck_attendance_reversals_reason")),
        sa.ForeignKeyConstraint(
            ["attendance_id"], ["attendances.id"], name=op.f("fk_attendance_reversals_attendance_id")
        ),
        sa.ForeignKeyConstraint(["reversed_by_id"], ["staff.id"], name=op.f("fk_attendance_reversals_reversed_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attendance_reversals")),
        sa.UniqueConstraint("attendance_id", name=op.f("uq_attendance_reversals_attendance_id")),
    )
    op.create_table(
        "paid_attendances",
        sa.Column("attendance_id", sa.Integer(), nullable=False),
        sa.Column("sign", sa.SmallInteger(), nullable=False),
        sa.Column("line_id", sa.Integer(), nullable=False),
        sa.CheckConstraint("sign IN (1, -1)", name=op.f("ck_paid_attendances_sign")),
        sa.ForeignKeyConstraint(["attendance_id"], ["attendances.id"], name=op.f("fk_paid_attendances_attendance_id")),
        sa.ForeignKeyConstraint(["line_id"], ["pay_lines.id"], name=op.f("fk_paid_attendances_line_id")),
        sa.PrimaryKeyConstraint("attendance_id", "sign", name=op.f("pk_paid_attendances")),
    )
    with op.batch_alter_table("paid_attendances", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_paid_attendances_line_id"), ["line_id"], unique=False)

    with _altered(
        "closed_distributions", added={"ck_closed_distributions_refused": "refused BETWEEN 0 AND promised - served"}
    ) as batch_op:
        batch_op.add_column(sa.Column("refused", sa.Integer(), server_default="0", nullable=False))

    with op.batch_alter_table("emergency_issues", schema=None) as batch_op:
        batch_op.add_column(sa.Column("counted", sa.SmallInteger(), server_default="0", nullable=False))
        batch_op.create_index(
            "ix_emergency_issues_uncounted",
            ["location_id", "happened_at"],
            unique=False,
            sqlite_where=sa.text("is_reversed = 0 AND counted = 0"),
            postgresql_where=sa.text("NOT is_reversed AND counted = 0"),
        )
        batch_op.create_index(
            "ix_emergency_issues_uncounted_back",
            ["location_id"],
            unique=False,
            sqlite_where=sa.text("is_reversed = 1 AND counted = 1"),
            postgresql_where=sa.text("is_reversed AND counted = 1"),
        )

    with op.batch_alter_table("hand_overs", schema=None) as batch_op:
        batch_op.add_column(sa.Column("counted", sa.SmallInteger(), server_default="0", nullable=False))
        batch_op.drop_index(batch_op.f("ix_hand_overs_bundle_line_id"))
        batch_op.create_index(
            "ix_hand_overs_carried",
            ["bundle_line_id"],
            unique=False,
            sqlite_where=sa.text("bundle_line_id IS NOT NULL"),
            postgresql_where=sa.text("bundle_line_id IS NOT NULL"),
        )
        batch_op.create_index(
            "ix_hand_overs_uncounted",
            ["location_id", "happened_at"],
            unique=False,
            sqlite_where=sa.text("is_reversed = 0 AND counted = 0 AND bundle_line_id IS NULL"),
            postgresql_where=sa.text("NOT is_reversed AND counted = 0 AND bundle_line_id IS NULL"),
        )
        batch_op.create_index(
            "ix_hand_overs_uncounted_back",
            ["location_id"],
            unique=False,
            sqlite_where=sa.text("is_reversed = 1 AND counted = 1"),
            postgresql_where=sa.text("is_reversed AND counted = 1"),
        )
        batch_op.create_index(
            "ix_hand_overs_uncounted_carried",
            ["location_id"],
            unique=False,
            sqlite_where=sa.text("is_reversed = 0 AND counted = 0 AND bundle_line_id IS NOT NULL"),
            postgresql_where=sa.text("NOT is_reversed AND counted = 0 AND bundle_line_id IS NOT NULL"),
        )

    with op.batch_alter_table("line_reports", schema=None) as batch_op:
        batch_op.add_column(sa.Column("not_taken", sa.String(length=400), server_default="", nullable=False))

    with _altered(
        "stock_documents",
        dropped=["ck_stock_documents_documentkind"],
        added={
            "ck_stock_documents_documentkind": "kind IN ('receipt', 'assembly', 'sent', 'arrived', 'dispatched', 'issue', 'return', 'loss', 'damage', 'expiry', 'stock_take', 'reversal')"
        },
    ) as batch_op:
        batch_op.add_column(sa.Column("of_closing", sa.Boolean(), server_default=sa.false(), nullable=False))
    with _altered(
        "retention_terms",
        dropped=["ck_retention_terms_kept"],
        added={
            "ck_retention_terms_kept": "kind IN ('households', 'documents', 'notes', 'collectors', 'rounds', 'imported_rows', 'merges', 'interviews', 'refused_scans', 'worker_names', 'passes')",
            "ck_retention_terms_short": "kind NOT IN ('worker_names', 'passes') OR (days IS NOT NULL AND days <= 90)",
        },
    ):
        pass
    op.execute(
        "UPDATE stock_documents SET of_closing = true WHERE EXISTS (SELECT 1 FROM closings WHERE closings.confirmed_at = stock_documents.recorded_at)"
    )
    op.execute(
        "UPDATE hand_overs SET counted = (SELECT count(*) FROM closed_hand_overs WHERE closed_hand_overs.hand_over_id = hand_overs.id) WHERE id IN (SELECT hand_over_id FROM closed_hand_overs)"
    )
    op.execute(
        "UPDATE emergency_issues SET counted = (SELECT count(*) FROM closed_emergencies WHERE closed_emergencies.emergency_id = emergency_issues.id) WHERE id IN (SELECT emergency_id FROM closed_emergencies)"
    )
    op.execute(
        "INSERT INTO minimum_wages (valid_from, hour_minor, source) VALUES ('2025-01-01', 4800, 'Закон про Державний бюджет України на 2025 рік'), ('2026-01-01', 5200, 'Закон про Державний бюджет України на 2026 рік')"
    )


def downgrade() -> None:
    op.execute("UPDATE stock_documents SET kind = 'issue' WHERE kind = 'dispatched'")
    op.execute("DELETE FROM retention_terms WHERE kind IN ('worker_names', 'passes')")
    with _altered(
        "retention_terms",
        dropped=["ck_retention_terms_kept", "ck_retention_terms_short"],
        added={
            "ck_retention_terms_kept": "kind IN ('households', 'documents', 'notes', 'collectors', 'rounds', 'imported_rows', 'merges', 'interviews', 'refused_scans')"
        },
    ):
        pass
    with _altered(
        "stock_documents",
        dropped=["ck_stock_documents_documentkind"],
        added={
            "ck_stock_documents_documentkind": "kind IN ('receipt', 'assembly', 'sent', 'arrived', 'issue', 'return', 'loss', 'damage', 'expiry', 'stock_take', 'reversal')"
        },
    ) as batch_op:
        batch_op.drop_column("of_closing")

    with op.batch_alter_table("line_reports", schema=None) as batch_op:
        batch_op.drop_column("not_taken")

    with op.batch_alter_table("hand_overs", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_hand_overs_uncounted_carried",
            sqlite_where=sa.text("is_reversed = 0 AND counted = 0 AND bundle_line_id IS NOT NULL"),
            postgresql_where=sa.text("NOT is_reversed AND counted = 0 AND bundle_line_id IS NOT NULL"),
        )
        batch_op.drop_index(
            "ix_hand_overs_uncounted_back",
            sqlite_where=sa.text("is_reversed = 1 AND counted = 1"),
            postgresql_where=sa.text("is_reversed AND counted = 1"),
        )
        batch_op.drop_index(
            "ix_hand_overs_uncounted",
            sqlite_where=sa.text("is_reversed = 0 AND counted = 0 AND bundle_line_id IS NULL"),
            postgresql_where=sa.text("NOT is_reversed AND counted = 0 AND bundle_line_id IS NULL"),
        )
        batch_op.drop_index(
            "ix_hand_overs_carried",
            sqlite_where=sa.text("bundle_line_id IS NOT NULL"),
            postgresql_where=sa.text("bundle_line_id IS NOT NULL"),
        )
        batch_op.create_index(batch_op.f("ix_hand_overs_bundle_line_id"), ["bundle_line_id"], unique=False)
        batch_op.drop_column("counted")

    with op.batch_alter_table("emergency_issues", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_emergency_issues_uncounted_back",
            sqlite_where=sa.text("is_reversed = 1 AND counted = 1"),
            postgresql_where=sa.text("is_reversed AND counted = 1"),
        )
        batch_op.drop_index(
            "ix_emergency_issues_uncounted",
            sqlite_where=sa.text("is_reversed = 0 AND counted = 0"),
            postgresql_where=sa.text("NOT is_reversed AND counted = 0"),
        )
        batch_op.drop_column("counted")

    with _altered("closed_distributions", dropped=["ck_closed_distributions_refused"]) as batch_op:
        batch_op.drop_column("refused")

    with op.batch_alter_table("paid_attendances", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_paid_attendances_line_id"))

    op.drop_table("paid_attendances")
    op.drop_table("attendance_reversals")
    with op.batch_alter_table("tool_loans", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_tool_loans_sign_up_day_id"))

    op.drop_table("tool_loans")
    op.drop_table("roll_calls")
    with op.batch_alter_table("door_notes", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_door_notes_open", sqlite_where=sa.text("is_open = 1"), postgresql_where=sa.text("is_open")
        )
        batch_op.drop_index(batch_op.f("ix_door_notes_entitlement_id"))
        batch_op.drop_index(batch_op.f("ix_door_notes_bundle_id"))

    op.drop_table("door_notes")
    with op.batch_alter_table("attendances", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_attendances_effective",
            sqlite_where=sa.text("NOT is_reversed"),
            postgresql_where=sa.text("NOT is_reversed"),
        )
        batch_op.drop_index(batch_op.f("ix_attendances_sign_up_day_id"))

    op.drop_table("attendances")
    op.drop_table("sign_up_skills")
    with op.batch_alter_table("sign_up_days", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_sign_up_days_place",
            sqlite_where=sa.text("place IS NOT NULL"),
            postgresql_where=sa.text("place IS NOT NULL"),
        )

    op.drop_table("sign_up_days")
    with op.batch_alter_table("pay_questions", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_pay_questions_open",
            sqlite_where=sa.text("answered_at IS NULL"),
            postgresql_where=sa.text("answered_at IS NULL"),
        )

    op.drop_table("pay_questions")
    with op.batch_alter_table("pay_lines", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_pay_lines_sign_up_id"))

    op.drop_table("pay_lines")
    with op.batch_alter_table("certificates", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_certificates_sign_up_id"))

    op.drop_table("certificates")
    with op.batch_alter_table("briefed", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_briefed_sign_up_id"))

    op.drop_table("briefed")
    with op.batch_alter_table("sign_ups", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_sign_ups_active",
            sqlite_where=sa.text("withdrawn_at IS NULL"),
            postgresql_where=sa.text("withdrawn_at IS NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_sign_ups_person_id"))
        batch_op.drop_index(batch_op.f("ix_sign_ups_household_id"))

    op.drop_table("sign_ups")
    with op.batch_alter_table("stopped_orders", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_stopped_orders_open",
            sqlite_where=sa.text("released_at IS NULL"),
            postgresql_where=sa.text("released_at IS NULL"),
        )

    op.drop_table("stopped_orders")
    with op.batch_alter_table("incident_notes", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_incident_notes_stop_id"))

    op.drop_table("incident_notes")
    with op.batch_alter_table("help_requests", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_help_requests_open",
            sqlite_where=sa.text("outcome IS NULL"),
            postgresql_where=sa.text("outcome IS NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_help_requests_shift_id"))
        batch_op.drop_index(batch_op.f("ix_help_requests_household_id"))

    op.drop_table("help_requests")
    with op.batch_alter_table("dispatches", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_dispatches_partner_id"))

    op.drop_table("dispatches")
    with op.batch_alter_table("day_checks", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_day_checks_shift_id"))

    op.drop_table("day_checks")
    with op.batch_alter_table("work_stops", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_work_stops_order_id"))

    op.drop_table("work_stops")
    with op.batch_alter_table("shifts", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_shifts_held_on"))

    op.drop_table("shifts")
    with op.batch_alter_table("pay_sheets", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_pay_sheets_order_id"))

    op.drop_table("pay_sheets")
    op.drop_table("order_tools")
    op.drop_table("order_skills")
    with op.batch_alter_table("briefings", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_briefings_order_id"))

    op.drop_table("briefings")
    with op.batch_alter_table("work_orders", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_work_orders_settlement_id"))
        batch_op.drop_index(batch_op.f("ix_work_orders_foreman_id"))
        batch_op.drop_index(batch_op.f("ix_work_orders_draw_id"))

    op.drop_table("work_orders")
    with op.batch_alter_table("passages", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_passages_open", sqlite_where=sa.text("left_at IS NULL"), postgresql_where=sa.text("left_at IS NULL")
        )

    op.drop_table("passages")
    op.drop_table("pass_settlements")
    op.drop_table("work_rules")
    op.drop_table("passes")
    op.drop_table("minimum_wages")
