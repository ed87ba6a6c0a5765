"""The distribution day: goods, targets, draws, calendar, pauses, moves, bundles, sheets, closing.

Revision ID: 0003
Revises: 0002
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager

import sqlalchemy as sa
from alembic import op
from alembic.operations import BatchOperations

from app.core.db import UtcDateTime

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def _backwards(column: str) -> sa.Computed:
    return sa.Computed(" || ".join(f"substr({column}, {place}, 1)" for place in range(13, 4, -1)), persisted=True)


def _rebuild_backwards(batch_op: BatchOperations) -> None:
    """Computed columns cannot be copied into a rebuilt table, so they are computed anew."""
    for phone in ("phone1", "phone2"):
        batch_op.drop_index(op.f(f"ix_households_{phone}_backwards"))
        batch_op.drop_column(f"{phone}_backwards")
        kind = sa.String(9).with_variant(sa.String(9, collation="C"), "postgresql")
        batch_op.add_column(sa.Column(f"{phone}_backwards", kind, _backwards(phone), nullable=False))
        batch_op.create_index(op.f(f"ix_households_{phone}_backwards"), [f"{phone}_backwards"])


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
        "holidays",
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.PrimaryKeyConstraint("held_on", name=op.f("pk_holidays")),
    )
    op.create_table(
        "items",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=12), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("name_en", sa.String(length=80), nullable=False),
        sa.Column(
            "unit",
            sa.Enum(
                "piece",
                "pack",
                "kg",
                "l",
                "m",
                "pair",
                name="itemunit",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("weight_g", sa.Integer(), nullable=False),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.Column("nonce", sa.String(length=32), nullable=True),
        sa.CheckConstraint("weight_g BETWEEN 0 AND 1000000", name=op.f("ck_items_weight_g")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_items")),
        sa.UniqueConstraint("code", name=op.f("uq_items_code")),
        sa.UniqueConstraint("nonce", name=op.f("uq_items_nonce")),
    )
    op.create_table(
        "outages",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("queue", sa.String(length=3), nullable=False),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.Column("starts_at", sa.Time(), nullable=False),
        sa.Column("ends_at", sa.Time(), nullable=False),
        sa.Column("recorded_at", UtcDateTime(), nullable=False),
        sa.CheckConstraint("ends_at > starts_at", name=op.f("ck_outages_hours")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outages")),
        sa.UniqueConstraint("queue", "held_on", "starts_at", name=op.f("uq_outages_queue_held_on_starts_at")),
    )
    with op.batch_alter_table("outages", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_outages_held_on"), ["held_on"], unique=False)

    op.create_table(
        "draws",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("year", sa.SmallInteger(), nullable=False),
        sa.Column("serial", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=160), nullable=False),
        sa.Column("purpose", sa.String(length=240), nullable=False),
        sa.Column("places", sa.Integer(), nullable=False),
        sa.Column("held_at", UtcDateTime(), nullable=False),
        sa.Column("held_where", sa.String(length=160), nullable=False),
        sa.Column("seed", sa.String(length=32), nullable=False),
        sa.Column("seed_code", sa.String(length=64), nullable=False),
        sa.Column("list_code", sa.String(length=64), nullable=False),
        sa.Column("posted_at", UtcDateTime(), nullable=False),
        sa.Column("posted_by_id", sa.Integer(), nullable=True),
        sa.Column("nonce", sa.String(length=32), nullable=False),
        sa.Column("public_number", sa.String(length=40), nullable=True),
        sa.Column("witnesses", sa.String(length=200), nullable=False),
        sa.Column("drawn_at", UtcDateTime(), nullable=True),
        sa.Column("drawn_by_id", sa.Integer(), nullable=True),
        sa.Column("drawn_nonce", sa.String(length=32), nullable=True),
        sa.Column("annulled_at", UtcDateTime(), nullable=True),
        sa.Column("annulled_why", sa.String(length=200), nullable=False),
        sa.Column("annulled_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("(annulled_at IS NULL) = (annulled_why = '')", name=op.f("ck_draws_annulled_why")),
        sa.CheckConstraint("title <> '' AND purpose <> '' AND held_where <> ''", name=op.f("ck_draws_told")),
        sa.CheckConstraint("(drawn_at IS NULL) = (drawn_nonce IS NULL)", name=op.f("ck_draws_drawn_once")),
        sa.CheckConstraint("(drawn_at IS NULL) = (public_number IS NULL)", name=op.f("ck_draws_drawn_with_number")),
        sa.CheckConstraint("drawn_at IS NULL OR annulled_at IS NULL", name=op.f("ck_draws_drawn_or_annulled")),
        sa.CheckConstraint(
            "length(seed) = 32 AND length(seed_code) = 64 AND length(list_code) = 64", name=op.f("ck_draws_codes")
        ),
        sa.CheckConstraint("places > 0", name=op.f("ck_draws_places")),
        sa.CheckConstraint("serial > 0", name=op.f("ck_draws_serial")),
        sa.ForeignKeyConstraint(["annulled_by_id"], ["staff.id"], name=op.f("fk_draws_annulled_by_id")),
        sa.ForeignKeyConstraint(["drawn_by_id"], ["staff.id"], name=op.f("fk_draws_drawn_by_id")),
        sa.ForeignKeyConstraint(["posted_by_id"], ["staff.id"], name=op.f("fk_draws_posted_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_draws")),
        sa.UniqueConstraint("drawn_nonce", name=op.f("uq_draws_drawn_nonce")),
        sa.UniqueConstraint("nonce", name=op.f("uq_draws_nonce")),
        sa.UniqueConstraint("year", "serial", name=op.f("uq_draws_year_serial")),
    )
    op.create_table(
        "move_lists",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column(
            "cause",
            sa.Enum(
                "asked",
                "alarm",
                "postponed",
                "cancelled",
                "location_closed",
                "no_show",
                "taken_back",
                "waiting",
                "shortage",
                name="movecause",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("made_at", UtcDateTime(), nullable=False),
        sa.Column("made_by_id", sa.Integer(), nullable=True),
        sa.Column("nonce", sa.String(length=32), nullable=False),
        sa.CheckConstraint("reason <> ''", name=op.f("ck_move_lists_reason")),
        sa.ForeignKeyConstraint(["made_by_id"], ["staff.id"], name=op.f("fk_move_lists_made_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_move_lists")),
        sa.UniqueConstraint("nonce", name=op.f("uq_move_lists_nonce")),
    )
    op.create_table(
        "bundles",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("year", sa.SmallInteger(), nullable=False),
        sa.Column("serial", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "warden", "laptop", "sheet", name="bundlekind", native_enum=False, create_constraint=True, length=24
            ),
            nullable=False,
        ),
        sa.Column("location_id", sa.Integer(), nullable=False),
        sa.Column("carrier_id", sa.Integer(), nullable=True),
        sa.Column("carrier_name", sa.String(length=80), nullable=False),
        sa.Column("sent_at", UtcDateTime(), nullable=False),
        sa.Column("sent_by_id", sa.Integer(), nullable=False),
        sa.Column("return_by", sa.Date(), nullable=False),
        sa.Column("settled_at", UtcDateTime(), nullable=True),
        sa.Column("saves", sa.SmallInteger(), nullable=False),
        sa.Column("saved_nonce", sa.String(length=32), nullable=True),
        sa.Column("nonce", sa.String(length=32), nullable=False),
        sa.CheckConstraint("carrier_name <> ''", name=op.f("ck_bundles_carrier_is_named")),
        sa.CheckConstraint("serial > 0", name=op.f("ck_bundles_serial")),
        sa.ForeignKeyConstraint(["carrier_id"], ["staff.id"], name=op.f("fk_bundles_carrier_id")),
        sa.ForeignKeyConstraint(["location_id"], ["locations.id"], name=op.f("fk_bundles_location_id")),
        sa.ForeignKeyConstraint(["sent_by_id"], ["staff.id"], name=op.f("fk_bundles_sent_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bundles")),
        sa.UniqueConstraint("nonce", name=op.f("uq_bundles_nonce")),
        sa.UniqueConstraint("year", "serial", name=op.f("uq_bundles_year_serial")),
    )
    with op.batch_alter_table("bundles", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_bundles_carrier_id"), ["carrier_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_bundles_location_id"), ["location_id"], unique=False)

    op.create_table(
        "closings",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("location_id", sa.Integer(), nullable=False),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.Column("counted_at", UtcDateTime(), nullable=False),
        sa.Column("counted_by_id", sa.Integer(), nullable=False),
        sa.Column("superseded_at", UtcDateTime(), nullable=True),
        sa.Column("confirmed_at", UtcDateTime(), nullable=True),
        sa.Column("confirmed_by_id", sa.Integer(), nullable=True),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("audit_number", sa.Integer(), nullable=True),
        sa.Column("audit_head", sa.String(length=64), server_default="", nullable=False),
        sa.Column("nonce", sa.String(length=32), nullable=False),
        sa.CheckConstraint("(confirmed_at IS NULL) = (confirmed_by_id IS NULL)", name=op.f("ck_closings_confirmed_by")),
        sa.CheckConstraint("confirmed_by_id <> counted_by_id", name=op.f("ck_closings_two_people")),
        sa.CheckConstraint(
            "superseded_at IS NULL OR confirmed_at IS NULL", name=op.f("ck_closings_superseded_or_confirmed")
        ),
        sa.ForeignKeyConstraint(["confirmed_by_id"], ["staff.id"], name=op.f("fk_closings_confirmed_by_id")),
        sa.ForeignKeyConstraint(["counted_by_id"], ["staff.id"], name=op.f("fk_closings_counted_by_id")),
        sa.ForeignKeyConstraint(["location_id"], ["locations.id"], name=op.f("fk_closings_location_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_closings")),
        sa.UniqueConstraint("nonce", name=op.f("uq_closings_nonce")),
    )
    with op.batch_alter_table("closings", schema=None) as batch_op:
        batch_op.create_index(
            "uq_closings_location_id_held_on",
            ["location_id", "held_on"],
            unique=True,
            sqlite_where=sa.text("superseded_at IS NULL"),
            postgresql_where=sa.text("superseded_at IS NULL"),
        )

    op.create_table(
        "criteria_versions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("programme_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.SmallInteger(), nullable=False),
        sa.Column("saved_at", UtcDateTime(), nullable=False),
        sa.Column("saved_by_id", sa.Integer(), nullable=True),
        sa.Column("terms", sa.Text(), nullable=False),
        sa.Column("rule_text", sa.String(length=400), nullable=False),
        sa.Column("decision_no", sa.String(length=40), nullable=False),
        sa.Column("decision_on", sa.Date(), nullable=True),
        sa.Column("decision_body", sa.String(length=120), nullable=False),
        sa.CheckConstraint("number > 0", name=op.f("ck_criteria_versions_number")),
        sa.ForeignKeyConstraint(["programme_id"], ["programmes.id"], name=op.f("fk_criteria_versions_programme_id")),
        sa.ForeignKeyConstraint(["saved_by_id"], ["staff.id"], name=op.f("fk_criteria_versions_saved_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_criteria_versions")),
        sa.UniqueConstraint("programme_id", "number", name=op.f("uq_criteria_versions_programme_id_number")),
    )
    op.create_table(
        "decision_documents",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("programme_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum("pdf", "jpeg", "png", name="filekind", native_enum=False, create_constraint=True, length=24),
            nullable=False,
        ),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=True),
        sa.Column("added_at", UtcDateTime(), nullable=False),
        sa.Column("added_by_id", sa.Integer(), nullable=True),
        sa.Column("nonce", sa.String(length=32), nullable=False),
        sa.CheckConstraint("size BETWEEN 1 AND 2097152", name=op.f("ck_decision_documents_size")),
        sa.ForeignKeyConstraint(["added_by_id"], ["staff.id"], name=op.f("fk_decision_documents_added_by_id")),
        sa.ForeignKeyConstraint(["programme_id"], ["programmes.id"], name=op.f("fk_decision_documents_programme_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_decision_documents")),
        sa.UniqueConstraint("nonce", name=op.f("uq_decision_documents_nonce")),
    )
    with op.batch_alter_table("decision_documents", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_decision_documents_programme_id"), ["programme_id"], unique=False)

    op.create_table(
        "draw_entries",
        sa.Column("draw_id", sa.Integer(), nullable=False),
        sa.Column("line", sa.Integer(), nullable=False),
        sa.Column("pseudonym", sa.String(length=16), nullable=False),
        sa.Column("reference", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=True),
        sa.CheckConstraint("line > 0", name=op.f("ck_draw_entries_line")),
        sa.CheckConstraint("position > 0", name=op.f("ck_draw_entries_position")),
        sa.ForeignKeyConstraint(["draw_id"], ["draws.id"], name=op.f("fk_draw_entries_draw_id")),
        sa.PrimaryKeyConstraint("draw_id", "line", name=op.f("pk_draw_entries")),
        sa.UniqueConstraint("draw_id", "position", name=op.f("uq_draw_entries_draw_id_position")),
        sa.UniqueConstraint("draw_id", "pseudonym", name=op.f("uq_draw_entries_draw_id_pseudonym")),
        sa.UniqueConstraint("draw_id", "reference", name=op.f("uq_draw_entries_draw_id_reference")),
    )
    with op.batch_alter_table("draw_entries", schema=None) as batch_op:
        batch_op.create_index("ix_draw_entries_reference", ["reference"], unique=False)

    op.create_table(
        "lots",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=True),
        sa.Column("kit_version_id", sa.Integer(), nullable=True),
        sa.Column("partner_id", sa.Integer(), nullable=True),
        sa.Column("mark", sa.String(length=40), nullable=False),
        sa.Column("expires_on", sa.Date(), nullable=True),
        sa.Column("unit_value_minor", sa.Integer(), nullable=True),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.CheckConstraint("(item_id IS NULL) != (kit_version_id IS NULL)", name=op.f("ck_lots_of_item_or_kit")),
        sa.CheckConstraint("unit_value_minor >= 0", name=op.f("ck_lots_unit_value")),
        sa.ForeignKeyConstraint(["item_id"], ["items.id"], name=op.f("fk_lots_item_id")),
        sa.ForeignKeyConstraint(["kit_version_id"], ["kit_versions.id"], name=op.f("fk_lots_kit_version_id")),
        sa.ForeignKeyConstraint(["partner_id"], ["partners.id"], name=op.f("fk_lots_partner_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lots")),
    )
    with op.batch_alter_table("lots", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_lots_item_id"), ["item_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_lots_kit_version_id"), ["kit_version_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_lots_partner_id"), ["partner_id"], unique=False)

    op.create_table(
        "pauses",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("hub_id", sa.Integer(), nullable=False),
        sa.Column("location_id", sa.Integer(), nullable=True),
        sa.Column(
            "cause",
            sa.Enum(
                "alarm",
                "power",
                "shelling",
                "stock",
                "other",
                name="pausecause",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("started_at", UtcDateTime(), nullable=False),
        sa.Column("started_by_id", sa.Integer(), nullable=False),
        sa.Column("ended_at", UtcDateTime(), nullable=True),
        sa.Column("ended_by_id", sa.Integer(), nullable=True),
        sa.Column("nonce", sa.String(length=32), nullable=False),
        sa.CheckConstraint("(ended_at IS NULL) = (ended_by_id IS NULL)", name=op.f("ck_pauses_ended_by")),
        sa.CheckConstraint("ended_at >= started_at", name=op.f("ck_pauses_times")),
        sa.ForeignKeyConstraint(["ended_by_id"], ["staff.id"], name=op.f("fk_pauses_ended_by_id")),
        sa.ForeignKeyConstraint(["hub_id"], ["hubs.id"], name=op.f("fk_pauses_hub_id")),
        sa.ForeignKeyConstraint(["location_id"], ["locations.id"], name=op.f("fk_pauses_location_id")),
        sa.ForeignKeyConstraint(["started_by_id"], ["staff.id"], name=op.f("fk_pauses_started_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pauses")),
        sa.UniqueConstraint("nonce", name=op.f("uq_pauses_nonce")),
    )
    with op.batch_alter_table("pauses", schema=None) as batch_op:
        batch_op.create_index(
            "uq_pauses_hub_id",
            ["hub_id"],
            unique=True,
            sqlite_where=sa.text("location_id IS NULL AND ended_at IS NULL"),
            postgresql_where=sa.text("location_id IS NULL AND ended_at IS NULL"),
        )
        batch_op.create_index(
            "uq_pauses_location_id",
            ["location_id"],
            unique=True,
            sqlite_where=sa.text("ended_at IS NULL"),
            postgresql_where=sa.text("ended_at IS NULL"),
        )

    op.create_table(
        "programme_bars",
        sa.Column("programme_id", sa.Integer(), nullable=False),
        sa.Column("other_id", sa.Integer(), nullable=False),
        sa.Column("days", sa.SmallInteger(), nullable=False),
        sa.CheckConstraint("days BETWEEN 1 AND 366", name=op.f("ck_programme_bars_days")),
        sa.CheckConstraint("other_id <> programme_id", name=op.f("ck_programme_bars_another_one")),
        sa.ForeignKeyConstraint(["other_id"], ["programmes.id"], name=op.f("fk_programme_bars_other_id")),
        sa.ForeignKeyConstraint(["programme_id"], ["programmes.id"], name=op.f("fk_programme_bars_programme_id")),
        sa.PrimaryKeyConstraint("programme_id", "other_id", name=op.f("pk_programme_bars")),
    )
    op.create_table(
        "programme_kits",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("programme_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.SmallInteger(), nullable=False),
        sa.Column("kit_id", sa.Integer(), nullable=False),
        sa.Column(
            "unit",
            sa.Enum(
                "household",
                "person",
                "matching",
                "size_table",
                name="unit",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("quantity", sa.SmallInteger(), nullable=False),
        sa.Column("target", sa.Text(), nullable=False),
        sa.CheckConstraint("position BETWEEN 1 AND 12", name=op.f("ck_programme_kits_position")),
        sa.CheckConstraint("quantity BETWEEN 1 AND 100", name=op.f("ck_programme_kits_quantity")),
        sa.ForeignKeyConstraint(["kit_id"], ["kits.id"], name=op.f("fk_programme_kits_kit_id")),
        sa.ForeignKeyConstraint(["programme_id"], ["programmes.id"], name=op.f("fk_programme_kits_programme_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_programme_kits")),
        sa.UniqueConstraint("programme_id", "kit_id", name=op.f("uq_programme_kits_programme_id_kit_id")),
        sa.UniqueConstraint("programme_id", "position", name=op.f("uq_programme_kits_programme_id_position")),
    )
    with op.batch_alter_table("programme_kits", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_programme_kits_kit_id"), ["kit_id"], unique=False)

    op.create_table(
        "stores",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "warehouse",
                "location",
                "transit",
                name="storekind",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("location_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("(kind = 'location') = (location_id IS NOT NULL)", name=op.f("ck_stores_location")),
        sa.ForeignKeyConstraint(["location_id"], ["locations.id"], name=op.f("fk_stores_location_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stores")),
        sa.UniqueConstraint("location_id", name=op.f("uq_stores_location_id")),
    )
    with op.batch_alter_table("stores", schema=None) as batch_op:
        batch_op.create_index(
            "uq_stores_kind",
            ["kind"],
            unique=True,
            sqlite_where=sa.text("location_id IS NULL"),
            postgresql_where=sa.text("location_id IS NULL"),
        )

    op.create_table(
        "template_days",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("programme_id", sa.Integer(), nullable=False),
        sa.Column("location_id", sa.Integer(), nullable=False),
        sa.Column("weekday", sa.SmallInteger(), nullable=False),
        sa.Column("every_weeks", sa.SmallInteger(), nullable=False),
        sa.Column("begins_on", sa.Date(), nullable=False),
        sa.Column("opens_at", sa.Time(), nullable=False),
        sa.Column("closes_at", sa.Time(), nullable=False),
        sa.Column("slot_minutes", sa.SmallInteger(), nullable=False),
        sa.Column("desks", sa.SmallInteger(), nullable=False),
        sa.Column("service_minutes", sa.SmallInteger(), nullable=False),
        sa.Column("kept", sa.SmallInteger(), nullable=False),
        sa.Column("kept_until", sa.Time(), nullable=True),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.Column("nonce", sa.String(length=32), nullable=True),
        sa.CheckConstraint("closes_at > opens_at", name=op.f("ck_template_days_hours")),
        sa.CheckConstraint("desks BETWEEN 1 AND 50", name=op.f("ck_template_days_desks")),
        sa.CheckConstraint("every_weeks IN (1, 2, 4)", name=op.f("ck_template_days_every_weeks")),
        sa.CheckConstraint("kept BETWEEN 0 AND 100", name=op.f("ck_template_days_kept")),
        sa.CheckConstraint("service_minutes BETWEEN 1 AND 60", name=op.f("ck_template_days_service_minutes")),
        sa.CheckConstraint("slot_minutes IN (10, 15, 20, 30, 60)", name=op.f("ck_template_days_slot_minutes")),
        sa.CheckConstraint("weekday BETWEEN 0 AND 6", name=op.f("ck_template_days_weekday")),
        sa.ForeignKeyConstraint(["location_id"], ["locations.id"], name=op.f("fk_template_days_location_id")),
        sa.ForeignKeyConstraint(["programme_id"], ["programmes.id"], name=op.f("fk_template_days_programme_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_template_days")),
        sa.UniqueConstraint("nonce", name=op.f("uq_template_days_nonce")),
    )
    with op.batch_alter_table("template_days", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_template_days_location_id"), ["location_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_template_days_programme_id"), ["programme_id"], unique=False)

    op.create_table(
        "all_clears",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("pause_id", sa.Integer(), nullable=False),
        sa.Column("move_list_id", sa.Integer(), nullable=True),
        sa.Column("decided_at", UtcDateTime(), nullable=False),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["decided_by_id"], ["staff.id"], name=op.f("fk_all_clears_decided_by_id")),
        sa.ForeignKeyConstraint(["move_list_id"], ["move_lists.id"], name=op.f("fk_all_clears_move_list_id")),
        sa.ForeignKeyConstraint(["pause_id"], ["pauses.id"], name=op.f("fk_all_clears_pause_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_all_clears")),
        sa.UniqueConstraint("pause_id", name=op.f("uq_all_clears_pause_id")),
    )
    with op.batch_alter_table("all_clears", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_all_clears_move_list_id"), ["move_list_id"], unique=False)

    op.create_table(
        "balances",
        sa.Column("lot_id", sa.Integer(), nullable=False),
        sa.Column("store_id", sa.Integer(), nullable=False),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.CheckConstraint("quantity >= 0", name=op.f("ck_balances_quantity")),
        sa.ForeignKeyConstraint(["lot_id"], ["lots.id"], name=op.f("fk_balances_lot_id")),
        sa.ForeignKeyConstraint(["store_id"], ["stores.id"], name=op.f("fk_balances_store_id")),
        sa.PrimaryKeyConstraint("lot_id", "store_id", name=op.f("pk_balances")),
    )
    with op.batch_alter_table("balances", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_balances_store_id"), ["store_id"], unique=False)

    op.create_table(
        "closed_people",
        sa.Column("closing_id", sa.Integer(), nullable=False),
        sa.Column(
            "sex",
            sa.Enum("female", "male", "not_stated", name="sex", native_enum=False, create_constraint=True, length=24),
            nullable=False,
        ),
        sa.Column(
            "age_band",
            sa.Enum(
                "0-2",
                "3-5",
                "6-11",
                "12-17",
                "18-59",
                "60+",
                "unknown",
                name="ageband",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("has_disability", sa.Boolean(), nullable=False),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["closing_id"], ["closings.id"], name=op.f("fk_closed_people_closing_id")),
        sa.PrimaryKeyConstraint("closing_id", "sex", "age_band", "has_disability", name=op.f("pk_closed_people")),
    )
    op.create_table(
        "closing_lines",
        sa.Column("closing_id", sa.Integer(), nullable=False),
        sa.Column("kit_version_id", sa.Integer(), nullable=False),
        sa.Column("opening", sa.Integer(), nullable=False),
        sa.Column("sent", sa.Integer(), nullable=False),
        sa.Column("received", sa.Integer(), nullable=False),
        sa.Column("given", sa.Integer(), nullable=False),
        sa.Column("emergency", sa.Integer(), nullable=False),
        sa.Column("corrected", sa.Integer(), nullable=False),
        sa.Column("returned", sa.Integer(), nullable=False),
        sa.Column("stays", sa.Integer(), nullable=False),
        sa.Column("lost", sa.Integer(), nullable=False),
        sa.Column("damaged", sa.Integer(), nullable=False),
        sa.Column("difference", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.CheckConstraint(
            "(difference = 0 AND lost = 0 AND damaged = 0) OR reason <> ''", name=op.f("ck_closing_lines_explained")
        ),
        sa.CheckConstraint(
            "difference = opening + received + corrected - given - emergency - returned - stays - lost - damaged",
            name=op.f("ck_closing_lines_difference"),
        ),
        sa.CheckConstraint(
            "opening >= 0 AND sent >= 0 AND received >= 0 AND given >= 0 AND emergency >= 0 AND returned >= 0 AND stays >= 0 AND lost >= 0 AND damaged >= 0",
            name=op.f("ck_closing_lines_no_negative"),
        ),
        sa.ForeignKeyConstraint(["closing_id"], ["closings.id"], name=op.f("fk_closing_lines_closing_id")),
        sa.ForeignKeyConstraint(["kit_version_id"], ["kit_versions.id"], name=op.f("fk_closing_lines_kit_version_id")),
        sa.PrimaryKeyConstraint("closing_id", "kit_version_id", name=op.f("pk_closing_lines")),
    )
    op.create_table(
        "programme_kit_sizes",
        sa.Column("programme_kit_id", sa.Integer(), nullable=False),
        sa.Column("people_from", sa.SmallInteger(), nullable=False),
        sa.Column("quantity", sa.SmallInteger(), nullable=False),
        sa.CheckConstraint("people_from BETWEEN 1 AND 30", name=op.f("ck_programme_kit_sizes_people_from")),
        sa.CheckConstraint("quantity BETWEEN 0 AND 100", name=op.f("ck_programme_kit_sizes_quantity")),
        sa.ForeignKeyConstraint(
            ["programme_kit_id"], ["programme_kits.id"], name=op.f("fk_programme_kit_sizes_programme_kit_id")
        ),
        sa.PrimaryKeyConstraint("programme_kit_id", "people_from", name=op.f("pk_programme_kit_sizes")),
    )
    op.create_table(
        "stock_documents",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "receipt",
                "assembly",
                "sent",
                "arrived",
                "issue",
                "return",
                "loss",
                "damage",
                "expiry",
                "stock_take",
                "reversal",
                name="documentkind",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("number", sa.String(length=20), nullable=False),
        sa.Column("from_store_id", sa.Integer(), nullable=True),
        sa.Column("to_store_id", sa.Integer(), nullable=True),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("second_name", sa.String(length=80), nullable=False),
        sa.Column("staff_id", sa.Integer(), nullable=True),
        sa.Column("approver_id", sa.Integer(), nullable=True),
        sa.Column("reverses_id", sa.Integer(), nullable=True),
        sa.Column("follows_id", sa.Integer(), nullable=True),
        sa.Column("happened_at", UtcDateTime(), nullable=False),
        sa.Column("recorded_at", UtcDateTime(), nullable=False),
        sa.Column("nonce", sa.String(length=32), nullable=True),
        sa.CheckConstraint("(kind = 'reversal') = (reverses_id IS NOT NULL)", name=op.f("ck_stock_documents_reverses")),
        sa.ForeignKeyConstraint(["approver_id"], ["staff.id"], name=op.f("fk_stock_documents_approver_id")),
        sa.ForeignKeyConstraint(["follows_id"], ["stock_documents.id"], name=op.f("fk_stock_documents_follows_id")),
        sa.ForeignKeyConstraint(["from_store_id"], ["stores.id"], name=op.f("fk_stock_documents_from_store_id")),
        sa.ForeignKeyConstraint(["reverses_id"], ["stock_documents.id"], name=op.f("fk_stock_documents_reverses_id")),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_stock_documents_staff_id")),
        sa.ForeignKeyConstraint(["to_store_id"], ["stores.id"], name=op.f("fk_stock_documents_to_store_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stock_documents")),
        sa.UniqueConstraint("nonce", name=op.f("uq_stock_documents_nonce")),
        sa.UniqueConstraint("number", name=op.f("uq_stock_documents_number")),
        sa.UniqueConstraint("reverses_id", name=op.f("uq_stock_documents_reverses_id")),
    )
    with op.batch_alter_table("stock_documents", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_stock_documents_follows_id"), ["follows_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_stock_documents_recorded_at"), ["recorded_at"], unique=False)

    op.create_table(
        "count_lines",
        sa.Column("document_id", sa.Integer(), nullable=False),
        sa.Column("lot_id", sa.Integer(), nullable=False),
        sa.Column("expected", sa.Integer(), nullable=False),
        sa.Column("counted", sa.Integer(), nullable=False),
        sa.CheckConstraint("expected >= 0 AND counted >= 0", name=op.f("ck_count_lines_quantities")),
        sa.ForeignKeyConstraint(["document_id"], ["stock_documents.id"], name=op.f("fk_count_lines_document_id")),
        sa.ForeignKeyConstraint(["lot_id"], ["lots.id"], name=op.f("fk_count_lines_lot_id")),
        sa.PrimaryKeyConstraint("document_id", "lot_id", name=op.f("pk_count_lines")),
    )
    op.create_table(
        "movements",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("document_id", sa.Integer(), nullable=False),
        sa.Column("lot_id", sa.Integer(), nullable=False),
        sa.Column("store_id", sa.Integer(), nullable=False),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.CheckConstraint("quantity != 0", name=op.f("ck_movements_quantity")),
        sa.ForeignKeyConstraint(["document_id"], ["stock_documents.id"], name=op.f("fk_movements_document_id")),
        sa.ForeignKeyConstraint(["lot_id"], ["lots.id"], name=op.f("fk_movements_lot_id")),
        sa.ForeignKeyConstraint(["store_id"], ["stores.id"], name=op.f("fk_movements_store_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_movements")),
        sa.UniqueConstraint("document_id", "lot_id", "store_id", name=op.f("uq_movements_document_id_lot_id_store_id")),
    )
    with op.batch_alter_table("movements", schema=None) as batch_op:
        batch_op.create_index("ix_movements_lot_id", ["lot_id", "id"], unique=False)
        batch_op.create_index(batch_op.f("ix_movements_store_id"), ["store_id"], unique=False)

    op.create_table(
        "receipts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("document_id", sa.Integer(), nullable=False),
        sa.Column("partner_id", sa.Integer(), nullable=False),
        sa.Column("waybill_no", sa.String(length=40), nullable=False),
        sa.Column("declaration_no", sa.String(length=40), nullable=False),
        sa.Column("customs_on", sa.Date(), nullable=True),
        sa.Column("reported_on", sa.Date(), nullable=True),
        sa.Column("act_no", sa.String(length=40), nullable=False),
        sa.Column("carrier", sa.String(length=80), nullable=False),
        sa.Column("received_by", sa.String(length=80), nullable=False),
        sa.Column("witness", sa.String(length=80), nullable=False),
        sa.Column("remark", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(["document_id"], ["stock_documents.id"], name=op.f("fk_receipts_document_id")),
        sa.ForeignKeyConstraint(["partner_id"], ["partners.id"], name=op.f("fk_receipts_partner_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_receipts")),
        sa.UniqueConstraint("document_id", name=op.f("uq_receipts_document_id")),
    )
    with op.batch_alter_table("receipts", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_receipts_partner_id"), ["partner_id"], unique=False)

    op.create_table(
        "shortage_decisions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("cycle_id", sa.Integer(), nullable=False),
        sa.Column(
            "way",
            sa.Enum(
                "postpone",
                "smaller_share",
                "first_to_some",
                "draw",
                name="shortageway",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("first_to", sa.String(length=80), nullable=False),
        sa.Column("postponed_to", sa.Date(), nullable=True),
        sa.Column("draw_id", sa.Integer(), nullable=True),
        sa.Column("decided_at", UtcDateTime(), nullable=False),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.Column("ended_at", UtcDateTime(), nullable=True),
        sa.Column("assignment_id", sa.Integer(), nullable=True),
        sa.Column("nonce", sa.String(length=32), nullable=False),
        sa.CheckConstraint("(way = 'draw') = (draw_id IS NOT NULL)", name=op.f("ck_shortage_decisions_by_draw")),
        sa.CheckConstraint(
            "(way = 'postpone') = (postponed_to IS NOT NULL)", name=op.f("ck_shortage_decisions_postponed_to")
        ),
        sa.CheckConstraint("reason <> ''", name=op.f("ck_shortage_decisions_reason")),
        sa.CheckConstraint(
            "assignment_id IS NULL OR ended_at IS NULL", name=op.f("ck_shortage_decisions_used_or_ended")
        ),
        sa.ForeignKeyConstraint(
            ["assignment_id"], ["assignments.id"], name=op.f("fk_shortage_decisions_assignment_id")
        ),
        sa.ForeignKeyConstraint(["cycle_id"], ["cycles.id"], name=op.f("fk_shortage_decisions_cycle_id")),
        sa.ForeignKeyConstraint(["decided_by_id"], ["staff.id"], name=op.f("fk_shortage_decisions_decided_by_id")),
        sa.ForeignKeyConstraint(["draw_id"], ["draws.id"], name=op.f("fk_shortage_decisions_draw_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shortage_decisions")),
        sa.UniqueConstraint("assignment_id", name=op.f("uq_shortage_decisions_assignment_id")),
        sa.UniqueConstraint("draw_id", name=op.f("uq_shortage_decisions_draw_id")),
        sa.UniqueConstraint("nonce", name=op.f("uq_shortage_decisions_nonce")),
    )
    with op.batch_alter_table("shortage_decisions", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_shortage_decisions_cycle_id"), ["cycle_id"], unique=False)
        batch_op.create_index(
            "uq_shortage_decisions_open",
            ["cycle_id"],
            unique=True,
            sqlite_where=sa.text("assignment_id IS NULL AND ended_at IS NULL AND way <> 'postpone'"),
            postgresql_where=sa.text("assignment_id IS NULL AND ended_at IS NULL AND way <> 'postpone'"),
        )

    op.create_table(
        "warden_checks",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("household_id", sa.Integer(), nullable=False),
        sa.Column("asked_at", UtcDateTime(), nullable=False),
        sa.Column("asked_by_id", sa.Integer(), nullable=True),
        sa.Column(
            "answer",
            sa.Enum(
                "at_home",
                "moved",
                "ill",
                "dead",
                "not_found",
                name="checkanswer",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=True,
        ),
        sa.Column("answered_at", UtcDateTime(), nullable=True),
        sa.Column("answered_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("(answer IS NULL) = (answered_at IS NULL)", name=op.f("ck_warden_checks_answered_when")),
        sa.ForeignKeyConstraint(["answered_by_id"], ["staff.id"], name=op.f("fk_warden_checks_answered_by_id")),
        sa.ForeignKeyConstraint(["asked_by_id"], ["staff.id"], name=op.f("fk_warden_checks_asked_by_id")),
        sa.ForeignKeyConstraint(["household_id"], ["households.id"], name=op.f("fk_warden_checks_household_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_warden_checks")),
    )
    with op.batch_alter_table("warden_checks", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_warden_checks_household_id"), ["household_id"], unique=False)
        batch_op.create_index(
            "uq_warden_checks_open",
            ["household_id"],
            unique=True,
            sqlite_where=sa.text("answer IS NULL"),
            postgresql_where=sa.text("answer IS NULL"),
        )

    op.create_table(
        "after_checks",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("distribution_id", sa.Integer(), nullable=False),
        sa.Column(
            "is_completed",
            sa.Enum("yes", "partly", "no", name="is_completed", native_enum=False, create_constraint=True, length=24),
            nullable=False,
        ),
        sa.Column(
            "is_done_well",
            sa.Enum("yes", "partly", "no", name="is_done_well", native_enum=False, create_constraint=True, length=24),
            nullable=False,
        ),
        sa.Column(
            "is_on_time",
            sa.Enum("yes", "partly", "no", name="is_on_time", native_enum=False, create_constraint=True, length=24),
            nullable=False,
        ),
        sa.Column(
            "is_within_budget",
            sa.Enum(
                "yes", "partly", "no", name="is_within_budget", native_enum=False, create_constraint=True, length=24
            ),
            nullable=False,
        ),
        sa.Column(
            "is_open_to_all",
            sa.Enum("yes", "partly", "no", name="is_open_to_all", native_enum=False, create_constraint=True, length=24),
            nullable=False,
        ),
        sa.Column("note", sa.String(length=300), nullable=False),
        sa.Column("filled_at", UtcDateTime(), nullable=False),
        sa.Column("filled_by_id", sa.Integer(), nullable=True),
        sa.Column("nonce", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(
            ["distribution_id"], ["distributions.id"], name=op.f("fk_after_checks_distribution_id")
        ),
        sa.ForeignKeyConstraint(["filled_by_id"], ["staff.id"], name=op.f("fk_after_checks_filled_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_after_checks")),
        sa.UniqueConstraint("nonce", name=op.f("uq_after_checks_nonce")),
    )
    with op.batch_alter_table("after_checks", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_after_checks_distribution_id"), ["distribution_id"], unique=False)

    op.create_table(
        "closed_distributions",
        sa.Column("closing_id", sa.Integer(), nullable=False),
        sa.Column("distribution_id", sa.Integer(), nullable=False),
        sa.Column("promised", sa.Integer(), nullable=False),
        sa.Column("served", sa.Integer(), nullable=False),
        sa.Column("move_list_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("served BETWEEN 0 AND promised", name=op.f("ck_closed_distributions_served")),
        sa.ForeignKeyConstraint(["closing_id"], ["closings.id"], name=op.f("fk_closed_distributions_closing_id")),
        sa.ForeignKeyConstraint(
            ["distribution_id"], ["distributions.id"], name=op.f("fk_closed_distributions_distribution_id")
        ),
        sa.ForeignKeyConstraint(["move_list_id"], ["move_lists.id"], name=op.f("fk_closed_distributions_move_list_id")),
        sa.PrimaryKeyConstraint("closing_id", "distribution_id", name=op.f("pk_closed_distributions")),
    )
    op.create_table(
        "emergency_issues",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("location_id", sa.Integer(), nullable=False),
        sa.Column("programme_id", sa.Integer(), nullable=False),
        sa.Column("distribution_id", sa.Integer(), nullable=True),
        sa.Column("kit_version_id", sa.Integer(), nullable=False),
        sa.Column("quantity", sa.SmallInteger(), nullable=False),
        sa.Column(
            "reason",
            sa.Enum(
                "not_registered",
                "just_arrived",
                "home_damaged",
                "lost_supplies",
                "more_people",
                "other",
                name="emergencyreason",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("note", sa.String(length=120), nullable=False),
        sa.Column("desk", sa.SmallInteger(), nullable=False),
        sa.Column("given_by_id", sa.Integer(), nullable=False),
        sa.Column("approved_by_id", sa.Integer(), nullable=True),
        sa.Column("approval_reason", sa.String(length=200), nullable=False),
        sa.Column("happened_at", UtcDateTime(), nullable=False),
        sa.Column("nonce", sa.String(length=32), nullable=False),
        sa.Column("household_id", sa.Integer(), nullable=True),
        sa.Column("linked_at", UtcDateTime(), nullable=True),
        sa.Column("linked_by_id", sa.Integer(), nullable=True),
        sa.Column("is_reversed", sa.Boolean(), nullable=False),
        sa.CheckConstraint(
            "(approved_by_id IS NULL) = (approval_reason = '')", name=op.f("ck_emergency_issues_approved_with_reason")
        ),
        sa.CheckConstraint(
            "(household_id IS NULL) = (linked_at IS NULL)", name=op.f("ck_emergency_issues_linked_when")
        ),
        sa.CheckConstraint("desk BETWEEN 1 AND 50", name=op.f("ck_emergency_issues_desk")),
        sa.CheckConstraint("quantity BETWEEN 1 AND 20", name=op.f("ck_emergency_issues_quantity")),
        sa.ForeignKeyConstraint(["approved_by_id"], ["staff.id"], name=op.f("fk_emergency_issues_approved_by_id")),
        sa.ForeignKeyConstraint(
            ["distribution_id"], ["distributions.id"], name=op.f("fk_emergency_issues_distribution_id")
        ),
        sa.ForeignKeyConstraint(["given_by_id"], ["staff.id"], name=op.f("fk_emergency_issues_given_by_id")),
        sa.ForeignKeyConstraint(["household_id"], ["households.id"], name=op.f("fk_emergency_issues_household_id")),
        sa.ForeignKeyConstraint(
            ["kit_version_id"], ["kit_versions.id"], name=op.f("fk_emergency_issues_kit_version_id")
        ),
        sa.ForeignKeyConstraint(["linked_by_id"], ["staff.id"], name=op.f("fk_emergency_issues_linked_by_id")),
        sa.ForeignKeyConstraint(["location_id"], ["locations.id"], name=op.f("fk_emergency_issues_location_id")),
        sa.ForeignKeyConstraint(["programme_id"], ["programmes.id"], name=op.f("fk_emergency_issues_programme_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_emergency_issues")),
        sa.UniqueConstraint("nonce", name=op.f("uq_emergency_issues_nonce")),
    )
    with op.batch_alter_table("emergency_issues", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_emergency_issues_distribution_id"), ["distribution_id"], unique=False)
        batch_op.create_index("ix_emergency_issues_location_day", ["location_id", "happened_at"], unique=False)
        batch_op.create_index("ix_emergency_issues_open", ["household_id", "is_reversed"], unique=False)
        batch_op.create_index(batch_op.f("ix_emergency_issues_programme_id"), ["programme_id"], unique=False)

    op.create_table(
        "interview_samples",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("distribution_id", sa.Integer(), nullable=False),
        sa.Column("seed", sa.String(length=32), nullable=False),
        sa.Column("drawn_from", sa.Integer(), nullable=False),
        sa.Column("drawn_at", UtcDateTime(), nullable=False),
        sa.Column("drawn_by_id", sa.Integer(), nullable=True),
        sa.Column("nonce", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(
            ["distribution_id"], ["distributions.id"], name=op.f("fk_interview_samples_distribution_id")
        ),
        sa.ForeignKeyConstraint(["drawn_by_id"], ["staff.id"], name=op.f("fk_interview_samples_drawn_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_interview_samples")),
        sa.UniqueConstraint("distribution_id", name=op.f("uq_interview_samples_distribution_id")),
        sa.UniqueConstraint("nonce", name=op.f("uq_interview_samples_nonce")),
    )
    op.create_table(
        "receipt_lines",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("receipt_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("lot_id", sa.Integer(), nullable=False),
        sa.Column("documented", sa.Integer(), nullable=False),
        sa.Column("counted", sa.Integer(), nullable=False),
        sa.Column("damaged", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "documented >= 0 AND counted >= 0 AND damaged BETWEEN 0 AND counted",
            name=op.f("ck_receipt_lines_quantities"),
        ),
        sa.ForeignKeyConstraint(["lot_id"], ["lots.id"], name=op.f("fk_receipt_lines_lot_id")),
        sa.ForeignKeyConstraint(["receipt_id"], ["receipts.id"], name=op.f("fk_receipt_lines_receipt_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_receipt_lines")),
        sa.UniqueConstraint("lot_id", name=op.f("uq_receipt_lines_lot_id")),
        sa.UniqueConstraint("receipt_id", "position", name=op.f("uq_receipt_lines_receipt_id_position")),
    )
    op.create_table(
        "short_kits",
        sa.Column("decision_id", sa.Integer(), nullable=False),
        sa.Column("kit_id", sa.Integer(), nullable=False),
        sa.Column("needed", sa.Integer(), nullable=False),
        sa.Column("there", sa.Integer(), nullable=False),
        sa.Column("reserve", sa.Integer(), nullable=False),
        sa.Column("most", sa.SmallInteger(), nullable=True),
        sa.Column("percent", sa.SmallInteger(), nullable=True),
        sa.CheckConstraint("most > 0", name=op.f("ck_short_kits_most")),
        sa.CheckConstraint("most IS NULL OR percent IS NULL", name=op.f("ck_short_kits_one_share")),
        sa.CheckConstraint("needed > there - reserve", name=op.f("ck_short_kits_short")),
        sa.CheckConstraint("percent BETWEEN 1 AND 99", name=op.f("ck_short_kits_percent")),
        sa.CheckConstraint("there >= 0 AND reserve >= 0", name=op.f("ck_short_kits_numbers")),
        sa.ForeignKeyConstraint(["decision_id"], ["shortage_decisions.id"], name=op.f("fk_short_kits_decision_id")),
        sa.ForeignKeyConstraint(["kit_id"], ["kits.id"], name=op.f("fk_short_kits_kit_id")),
        sa.PrimaryKeyConstraint("decision_id", "kit_id", name=op.f("pk_short_kits")),
    )
    op.create_table(
        "closed_emergencies",
        sa.Column("emergency_id", sa.Integer(), nullable=False),
        sa.Column("sign", sa.SmallInteger(), nullable=False),
        sa.Column("closing_id", sa.Integer(), nullable=False),
        sa.CheckConstraint("sign IN (-1, 1)", name=op.f("ck_closed_emergencies_sign")),
        sa.ForeignKeyConstraint(["closing_id"], ["closings.id"], name=op.f("fk_closed_emergencies_closing_id")),
        sa.ForeignKeyConstraint(
            ["emergency_id"], ["emergency_issues.id"], name=op.f("fk_closed_emergencies_emergency_id")
        ),
        sa.PrimaryKeyConstraint("emergency_id", "sign", name=op.f("pk_closed_emergencies")),
    )
    with op.batch_alter_table("closed_emergencies", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_closed_emergencies_closing_id"), ["closing_id"], unique=False)

    op.create_table(
        "emergency_reversals",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("issue_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("staff_id", sa.Integer(), nullable=False),
        sa.Column("recorded_at", UtcDateTime(), nullable=False),
        sa.CheckConstraint("reason <> ''", name=op.f("ck_emergency_reversals_reason")),
        sa.ForeignKeyConstraint(["issue_id"], ["emergency_issues.id"], name=op.f("fk_emergency_reversals_issue_id")),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_emergency_reversals_staff_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_emergency_reversals")),
        sa.UniqueConstraint("issue_id", name=op.f("uq_emergency_reversals_issue_id")),
    )
    op.create_table(
        "sheets",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("year", sa.SmallInteger(), nullable=False),
        sa.Column("serial", sa.Integer(), nullable=False),
        sa.Column("distribution_id", sa.Integer(), nullable=False),
        sa.Column("slot_id", sa.Integer(), nullable=True),
        sa.Column("blank_rows", sa.SmallInteger(), nullable=False),
        sa.Column("printed_at", UtcDateTime(), nullable=False),
        sa.Column("printed_by_id", sa.Integer(), nullable=True),
        sa.Column("saves", sa.SmallInteger(), nullable=False),
        sa.Column("saved_nonce", sa.String(length=32), nullable=False),
        sa.Column("entered_at", UtcDateTime(), nullable=True),
        sa.Column("entered_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("blank_rows BETWEEN 0 AND 40", name=op.f("ck_sheets_blank_rows")),
        sa.CheckConstraint("serial > 0", name=op.f("ck_sheets_serial")),
        sa.ForeignKeyConstraint(["distribution_id"], ["distributions.id"], name=op.f("fk_sheets_distribution_id")),
        sa.ForeignKeyConstraint(["entered_by_id"], ["staff.id"], name=op.f("fk_sheets_entered_by_id")),
        sa.ForeignKeyConstraint(["printed_by_id"], ["staff.id"], name=op.f("fk_sheets_printed_by_id")),
        sa.ForeignKeyConstraint(["slot_id"], ["slots.id"], name=op.f("fk_sheets_slot_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sheets")),
        sa.UniqueConstraint("year", "serial", name=op.f("uq_sheets_year_serial")),
    )
    with op.batch_alter_table("sheets", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_sheets_distribution_id"), ["distribution_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_sheets_slot_id"), ["slot_id"], unique=False)

    op.create_table(
        "bundle_lines",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("bundle_id", sa.Integer(), nullable=False),
        sa.Column("row_no", sa.SmallInteger(), nullable=False),
        sa.Column("entitlement_id", sa.Integer(), nullable=False),
        sa.Column(
            "outcome",
            sa.Enum(
                "given",
                "returned",
                "refused",
                "lost",
                "twice",
                name="lineoutcome",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=True,
        ),
        sa.Column("settled_at", UtcDateTime(), nullable=True),
        sa.Column("settled_by_id", sa.Integer(), nullable=True),
        sa.Column("note", sa.String(length=120), nullable=False),
        sa.CheckConstraint("(outcome IS NULL) = (settled_at IS NULL)", name=op.f("ck_bundle_lines_settled_when")),
        sa.CheckConstraint("row_no > 0", name=op.f("ck_bundle_lines_row_no")),
        sa.ForeignKeyConstraint(["bundle_id"], ["bundles.id"], name=op.f("fk_bundle_lines_bundle_id")),
        sa.ForeignKeyConstraint(["entitlement_id"], ["entitlements.id"], name=op.f("fk_bundle_lines_entitlement_id")),
        sa.ForeignKeyConstraint(["settled_by_id"], ["staff.id"], name=op.f("fk_bundle_lines_settled_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bundle_lines")),
        sa.UniqueConstraint("bundle_id", "entitlement_id", name=op.f("uq_bundle_lines_bundle_id_entitlement_id")),
        sa.UniqueConstraint("bundle_id", "row_no", name=op.f("uq_bundle_lines_bundle_id_row_no")),
    )
    with op.batch_alter_table("bundle_lines", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_bundle_lines_entitlement_id"), ["entitlement_id"], unique=False)
        batch_op.create_index(
            "uq_bundle_lines_out",
            ["entitlement_id"],
            unique=True,
            sqlite_where=sa.text("outcome IS NULL"),
            postgresql_where=sa.text("outcome IS NULL"),
        )

    op.create_table(
        "delivery_requests",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("entitlement_id", sa.Integer(), nullable=False),
        sa.Column("asked_at", UtcDateTime(), nullable=False),
        sa.Column("asked_by_id", sa.Integer(), nullable=False),
        sa.Column("nonce", sa.String(length=32), nullable=False),
        sa.Column("cancelled_at", UtcDateTime(), nullable=True),
        sa.Column("cancelled_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "(cancelled_at IS NULL) = (cancelled_by_id IS NULL)", name=op.f("ck_delivery_requests_cancelled_by")
        ),
        sa.ForeignKeyConstraint(["asked_by_id"], ["staff.id"], name=op.f("fk_delivery_requests_asked_by_id")),
        sa.ForeignKeyConstraint(["cancelled_by_id"], ["staff.id"], name=op.f("fk_delivery_requests_cancelled_by_id")),
        sa.ForeignKeyConstraint(
            ["entitlement_id"], ["entitlements.id"], name=op.f("fk_delivery_requests_entitlement_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_delivery_requests")),
        sa.UniqueConstraint("nonce", name=op.f("uq_delivery_requests_nonce")),
    )
    with op.batch_alter_table("delivery_requests", schema=None) as batch_op:
        batch_op.create_index(
            "uq_delivery_requests_open",
            ["entitlement_id"],
            unique=True,
            sqlite_where=sa.text("cancelled_at IS NULL"),
            postgresql_where=sa.text("cancelled_at IS NULL"),
        )

    op.create_table(
        "entitled_kits",
        sa.Column("entitlement_id", sa.Integer(), nullable=False),
        sa.Column("kit_version_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.SmallInteger(), nullable=False),
        sa.Column("quantity", sa.SmallInteger(), nullable=False),
        sa.CheckConstraint("quantity BETWEEN 1 AND 500", name=op.f("ck_entitled_kits_quantity")),
        sa.ForeignKeyConstraint(["entitlement_id"], ["entitlements.id"], name=op.f("fk_entitled_kits_entitlement_id")),
        sa.ForeignKeyConstraint(["kit_version_id"], ["kit_versions.id"], name=op.f("fk_entitled_kits_kit_version_id")),
        sa.PrimaryKeyConstraint("entitlement_id", "kit_version_id", name=op.f("pk_entitled_kits")),
        sa.UniqueConstraint("entitlement_id", "position", name=op.f("uq_entitled_kits_entitlement_id_position")),
    )
    op.create_table(
        "insiders",
        sa.Column("pause_id", sa.Integer(), nullable=False),
        sa.Column("entitlement_id", sa.Integer(), nullable=False),
        sa.Column("seen_at", UtcDateTime(), nullable=False),
        sa.Column("seen_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["entitlement_id"], ["entitlements.id"], name=op.f("fk_insiders_entitlement_id")),
        sa.ForeignKeyConstraint(["pause_id"], ["pauses.id"], name=op.f("fk_insiders_pause_id")),
        sa.ForeignKeyConstraint(["seen_by_id"], ["staff.id"], name=op.f("fk_insiders_seen_by_id")),
        sa.PrimaryKeyConstraint("pause_id", "entitlement_id", name=op.f("pk_insiders")),
    )
    with op.batch_alter_table("insiders", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_insiders_entitlement_id"), ["entitlement_id"], unique=False)

    op.create_table(
        "interviews",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("sample_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.SmallInteger(), nullable=False),
        sa.Column("entitlement_id", sa.Integer(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "waiting",
                "answered",
                "not_reached",
                "declined",
                name="interviewstate",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("asked_on", sa.Date(), nullable=True),
        sa.Column("entered_at", UtcDateTime(), nullable=True),
        sa.Column("entered_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("(state = 'waiting') = (entered_at IS NULL)", name=op.f("ck_interviews_entered_when")),
        sa.ForeignKeyConstraint(["entered_by_id"], ["staff.id"], name=op.f("fk_interviews_entered_by_id")),
        sa.ForeignKeyConstraint(["entitlement_id"], ["entitlements.id"], name=op.f("fk_interviews_entitlement_id")),
        sa.ForeignKeyConstraint(["sample_id"], ["interview_samples.id"], name=op.f("fk_interviews_sample_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_interviews")),
        sa.UniqueConstraint("sample_id", "position", name=op.f("uq_interviews_sample_id_position")),
    )
    with op.batch_alter_table("interviews", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_interviews_entitlement_id"), ["entitlement_id"], unique=False)

    op.create_table(
        "sheet_rows",
        sa.Column("sheet_id", sa.Integer(), nullable=False),
        sa.Column("row_no", sa.SmallInteger(), nullable=False),
        sa.Column("entitlement_id", sa.Integer(), nullable=False),
        sa.Column(
            "note",
            sa.Enum("given", "out", name="rownote", native_enum=False, create_constraint=True, length=24),
            nullable=True,
        ),
        sa.ForeignKeyConstraint(["entitlement_id"], ["entitlements.id"], name=op.f("fk_sheet_rows_entitlement_id")),
        sa.ForeignKeyConstraint(["sheet_id"], ["sheets.id"], name=op.f("fk_sheet_rows_sheet_id")),
        sa.PrimaryKeyConstraint("sheet_id", "row_no", name=op.f("pk_sheet_rows")),
    )
    with op.batch_alter_table("sheet_rows", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_sheet_rows_entitlement_id"), ["entitlement_id"], unique=False)

    op.create_table(
        "slot_moves",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("entitlement_id", sa.Integer(), nullable=False),
        sa.Column("move_list_id", sa.Integer(), nullable=True),
        sa.Column(
            "cause",
            sa.Enum(
                "asked",
                "alarm",
                "postponed",
                "cancelled",
                "location_closed",
                "no_show",
                "taken_back",
                "waiting",
                "shortage",
                name="movecause",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("from_slot_id", sa.Integer(), nullable=False),
        sa.Column("from_place", sa.SmallInteger(), nullable=False),
        sa.Column("to_slot_id", sa.Integer(), nullable=True),
        sa.Column("to_place", sa.SmallInteger(), nullable=True),
        sa.Column("moved_at", UtcDateTime(), nullable=False),
        sa.Column("moved_by_id", sa.Integer(), nullable=True),
        sa.Column(
            "told_how",
            sa.Enum(
                "slip", "call", "sms", "warden", name="toldhow", native_enum=False, create_constraint=True, length=24
            ),
            nullable=True,
        ),
        sa.Column("told_at", UtcDateTime(), nullable=True),
        sa.Column("told_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("(to_slot_id IS NULL) = (to_place IS NULL)", name=op.f("ck_slot_moves_to_place")),
        sa.CheckConstraint("(told_how IS NULL) = (told_at IS NULL)", name=op.f("ck_slot_moves_told_when")),
        sa.ForeignKeyConstraint(["entitlement_id"], ["entitlements.id"], name=op.f("fk_slot_moves_entitlement_id")),
        sa.ForeignKeyConstraint(["from_slot_id"], ["slots.id"], name=op.f("fk_slot_moves_from_slot_id")),
        sa.ForeignKeyConstraint(["move_list_id"], ["move_lists.id"], name=op.f("fk_slot_moves_move_list_id")),
        sa.ForeignKeyConstraint(["moved_by_id"], ["staff.id"], name=op.f("fk_slot_moves_moved_by_id")),
        sa.ForeignKeyConstraint(["to_slot_id"], ["slots.id"], name=op.f("fk_slot_moves_to_slot_id")),
        sa.ForeignKeyConstraint(["told_by_id"], ["staff.id"], name=op.f("fk_slot_moves_told_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_slot_moves")),
    )
    with op.batch_alter_table("slot_moves", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_slot_moves_entitlement_id"), ["entitlement_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_slot_moves_from_slot_id"), ["from_slot_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_slot_moves_move_list_id"), ["move_list_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_slot_moves_to_slot_id"), ["to_slot_id"], unique=False)

    op.create_table(
        "waiting_entries",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("cycle_id", sa.Integer(), nullable=False),
        sa.Column("household_id", sa.Integer(), nullable=False),
        sa.Column("entitlement_id", sa.Integer(), nullable=True),
        sa.Column(
            "cause",
            sa.Enum(
                "asked",
                "alarm",
                "postponed",
                "cancelled",
                "location_closed",
                "no_show",
                "taken_back",
                "waiting",
                "shortage",
                name="movecause",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("since", UtcDateTime(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "waiting",
                "offered",
                "placed",
                "declined",
                "ended",
                name="waitstate",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("held_until", UtcDateTime(), nullable=True),
        sa.Column("is_standby", sa.Boolean(), nullable=False),
        sa.Column("closed_at", UtcDateTime(), nullable=True),
        sa.CheckConstraint(
            "(state = 'offered') = (held_until IS NOT NULL)", name=op.f("ck_waiting_entries_held_until")
        ),
        sa.CheckConstraint(
            "(state IN ('waiting', 'offered')) = (closed_at IS NULL)", name=op.f("ck_waiting_entries_closed_when")
        ),
        sa.ForeignKeyConstraint(["cycle_id"], ["cycles.id"], name=op.f("fk_waiting_entries_cycle_id")),
        sa.ForeignKeyConstraint(
            ["entitlement_id"], ["entitlements.id"], name=op.f("fk_waiting_entries_entitlement_id")
        ),
        sa.ForeignKeyConstraint(["household_id"], ["households.id"], name=op.f("fk_waiting_entries_household_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_waiting_entries")),
    )
    with op.batch_alter_table("waiting_entries", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_waiting_entries_entitlement_id"), ["entitlement_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_waiting_entries_household_id"), ["household_id"], unique=False)
        batch_op.create_index(
            "uq_waiting_entries_open",
            ["cycle_id", "household_id"],
            unique=True,
            sqlite_where=sa.text("closed_at IS NULL"),
            postgresql_where=sa.text("closed_at IS NULL"),
        )

    op.create_table(
        "interview_answers",
        sa.Column("interview_id", sa.Integer(), nullable=False),
        sa.Column(
            "question",
            sa.Enum(
                "came",
                "knew",
                "collected",
                "waited",
                "travelled",
                "how",
                "safe",
                "complete",
                "quality",
                "timely",
                "needed",
                "used",
                "paid",
                "tension",
                "complaint",
                "polite",
                "satisfied",
                "change",
                name="question",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("value", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(
            ["interview_id"], ["interviews.id"], name=op.f("fk_interview_answers_interview_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("interview_id", "question", name=op.f("pk_interview_answers")),
    )
    op.create_table(
        "line_reports",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("line_id", sa.Integer(), nullable=False),
        sa.Column("nonce", sa.String(length=32), nullable=False),
        sa.Column(
            "method",
            sa.Enum(
                "scan",
                "typed",
                "search",
                "paper",
                "bundle",
                "field",
                name="method",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("happened_at", UtcDateTime(), nullable=False),
        sa.Column(
            "collector_kind",
            sa.Enum(
                "member", "proxy", "warden", name="collectorkind", native_enum=False, create_constraint=True, length=24
            ),
            nullable=False,
        ),
        sa.Column("collector_person_id", sa.Integer(), nullable=True),
        sa.Column("collector_name", sa.String(length=80), nullable=False),
        sa.Column("staff_id", sa.Integer(), nullable=False),
        sa.Column("received_at", UtcDateTime(), nullable=False),
        sa.Column(
            "ruling",
            sa.Enum("taken", "not_given", "twice", name="ruling", native_enum=False, create_constraint=True, length=24),
            nullable=True,
        ),
        sa.Column("ruled_at", UtcDateTime(), nullable=True),
        sa.Column("ruled_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "collector_kind = 'member' OR collector_name <> ''", name=op.f("ck_line_reports_collector_is_named")
        ),
        sa.CheckConstraint("(ruling IS NULL) = (ruled_at IS NULL)", name=op.f("ck_line_reports_ruled_when")),
        sa.ForeignKeyConstraint(
            ["collector_person_id"], ["people.id"], name=op.f("fk_line_reports_collector_person_id")
        ),
        sa.ForeignKeyConstraint(["line_id"], ["bundle_lines.id"], name=op.f("fk_line_reports_line_id")),
        sa.ForeignKeyConstraint(["ruled_by_id"], ["staff.id"], name=op.f("fk_line_reports_ruled_by_id")),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_line_reports_staff_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_line_reports")),
        sa.UniqueConstraint("nonce", name=op.f("uq_line_reports_nonce")),
    )
    with op.batch_alter_table("line_reports", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_line_reports_line_id"), ["line_id"], unique=False)
        batch_op.create_index(
            "ix_line_reports_open",
            ["line_id"],
            unique=False,
            sqlite_where=sa.text("ruling IS NULL"),
            postgresql_where=sa.text("ruling IS NULL"),
        )

    op.create_table(
        "closed_hand_overs",
        sa.Column("hand_over_id", sa.Integer(), nullable=False),
        sa.Column("sign", sa.SmallInteger(), nullable=False),
        sa.Column("closing_id", sa.Integer(), nullable=False),
        sa.CheckConstraint("sign IN (-1, 1)", name=op.f("ck_closed_hand_overs_sign")),
        sa.ForeignKeyConstraint(["closing_id"], ["closings.id"], name=op.f("fk_closed_hand_overs_closing_id")),
        sa.ForeignKeyConstraint(["hand_over_id"], ["hand_overs.id"], name=op.f("fk_closed_hand_overs_hand_over_id")),
        sa.PrimaryKeyConstraint("hand_over_id", "sign", name=op.f("pk_closed_hand_overs")),
    )
    with op.batch_alter_table("closed_hand_overs", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_closed_hand_overs_closing_id"), ["closing_id"], unique=False)

    op.create_table(
        "refused_items",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("hand_over_id", sa.Integer(), nullable=False),
        sa.Column("kit_version_id", sa.Integer(), nullable=False),
        sa.Column("kit_line_id", sa.Integer(), nullable=True),
        sa.Column("quantity", sa.SmallInteger(), nullable=False),
        sa.Column(
            "reason",
            sa.Enum(
                "not_needed",
                "unfamiliar",
                "wrong_size",
                "damaged",
                "expired",
                "not_suitable",
                "other",
                name="refusedreason",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("note", sa.String(length=120), nullable=False),
        sa.CheckConstraint("quantity BETWEEN 1 AND 500", name=op.f("ck_refused_items_quantity")),
        sa.ForeignKeyConstraint(["hand_over_id"], ["hand_overs.id"], name=op.f("fk_refused_items_hand_over_id")),
        sa.ForeignKeyConstraint(["kit_line_id"], ["kit_lines.id"], name=op.f("fk_refused_items_kit_line_id")),
        sa.ForeignKeyConstraint(["kit_version_id"], ["kit_versions.id"], name=op.f("fk_refused_items_kit_version_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_refused_items")),
    )
    with op.batch_alter_table("refused_items", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_refused_items_hand_over_id"), ["hand_over_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_refused_items_kit_version_id"), ["kit_version_id"], unique=False)

    op.create_table(
        "sheet_entries",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("sheet_id", sa.Integer(), nullable=False),
        sa.Column("row_no", sa.SmallInteger(), nullable=False),
        sa.Column(
            "outcome",
            sa.Enum(
                "given", "not_given", "refused", name="rowoutcome", native_enum=False, create_constraint=True, length=24
            ),
            nullable=False,
        ),
        sa.Column("entitlement_id", sa.Integer(), nullable=True),
        sa.Column("card_id", sa.Integer(), nullable=True),
        sa.Column("happened_at", UtcDateTime(), nullable=True),
        sa.Column(
            "collector_kind",
            sa.Enum(
                "member", "proxy", "warden", name="collectorkind", native_enum=False, create_constraint=True, length=24
            ),
            nullable=True,
        ),
        sa.Column("collector_name", sa.String(length=80), nullable=False),
        sa.Column(
            "concern",
            sa.Enum(
                "unnamed", "against_rule", "many", name="concern", native_enum=False, create_constraint=True, length=24
            ),
            nullable=True,
        ),
        sa.Column("kits", sa.String(length=20), nullable=False),
        sa.Column("entered_at", UtcDateTime(), nullable=False),
        sa.Column("entered_by_id", sa.Integer(), nullable=True),
        sa.Column("hand_over_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "(outcome = 'given') = (collector_kind IS NOT NULL)", name=op.f("ck_sheet_entries_given_to")
        ),
        sa.CheckConstraint("(outcome = 'given') = (happened_at IS NOT NULL)", name=op.f("ck_sheet_entries_given_when")),
        sa.CheckConstraint(
            "collector_kind IS NULL OR collector_kind = 'member' OR collector_name <> ''",
            name=op.f("ck_sheet_entries_named"),
        ),
        sa.ForeignKeyConstraint(["card_id"], ["cards.id"], name=op.f("fk_sheet_entries_card_id")),
        sa.ForeignKeyConstraint(["entered_by_id"], ["staff.id"], name=op.f("fk_sheet_entries_entered_by_id")),
        sa.ForeignKeyConstraint(["entitlement_id"], ["entitlements.id"], name=op.f("fk_sheet_entries_entitlement_id")),
        sa.ForeignKeyConstraint(["hand_over_id"], ["hand_overs.id"], name=op.f("fk_sheet_entries_hand_over_id")),
        sa.ForeignKeyConstraint(["sheet_id"], ["sheets.id"], name=op.f("fk_sheet_entries_sheet_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sheet_entries")),
        sa.UniqueConstraint("sheet_id", "row_no", name=op.f("uq_sheet_entries_sheet_id_row_no")),
    )
    with op.batch_alter_table("sheet_entries", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_sheet_entries_card_id"), ["card_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_sheet_entries_entitlement_id"), ["entitlement_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_sheet_entries_hand_over_id"), ["hand_over_id"], unique=False)

    op.create_table(
        "sheet_conflicts",
        sa.Column("entry_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "already_given",
                "out_with_bundle",
                "card_blocked",
                "not_promised",
                "elsewhere",
                "withdrawn",
                "moved",
                name="conflictkind",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("known_hand_over_id", sa.Integer(), nullable=True),
        sa.Column(
            "settlement",
            sa.Enum(
                "hub_is_right",
                "paper_is_right",
                "second_kit",
                "wrong_row",
                name="settlement",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=True,
        ),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("settled_at", UtcDateTime(), nullable=True),
        sa.Column("settled_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "settlement IS NULL OR settlement <> 'second_kit' OR reason <> ''",
            name=op.f("ck_sheet_conflicts_second_kit_why"),
        ),
        sa.CheckConstraint("(settlement IS NULL) = (settled_at IS NULL)", name=op.f("ck_sheet_conflicts_settled_when")),
        sa.ForeignKeyConstraint(["entry_id"], ["sheet_entries.id"], name=op.f("fk_sheet_conflicts_entry_id")),
        sa.ForeignKeyConstraint(
            ["known_hand_over_id"], ["hand_overs.id"], name=op.f("fk_sheet_conflicts_known_hand_over_id")
        ),
        sa.ForeignKeyConstraint(["settled_by_id"], ["staff.id"], name=op.f("fk_sheet_conflicts_settled_by_id")),
        sa.PrimaryKeyConstraint("entry_id", name=op.f("pk_sheet_conflicts")),
    )
    with op.batch_alter_table("sheet_conflicts", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_sheet_conflicts_known_hand_over_id"), ["known_hand_over_id"], unique=False)
        batch_op.create_index(
            "ix_sheet_conflicts_open",
            ["entry_id"],
            unique=False,
            sqlite_where=sa.text("settlement IS NULL"),
            postgresql_where=sa.text("settlement IS NULL"),
        )

    op.execute(
        "INSERT INTO entitled_kits (entitlement_id, kit_version_id, position, quantity) SELECT id, kit_version_id, 1, quantity FROM entitlements"
    )
    op.execute(
        "INSERT INTO programme_kits (programme_id, position, kit_id, unit, quantity, target) SELECT id, 1, kit_id, unit, quantity, '{}' FROM programmes"
    )
    op.execute(
        "INSERT INTO programme_kit_sizes (programme_kit_id, people_from, quantity) SELECT programme_kits.id, people_from, programme_sizes.quantity FROM programme_sizes JOIN programme_kits ON programme_kits.programme_id = programme_sizes.programme_id"
    )
    op.drop_table("programme_sizes")
    with op.batch_alter_table("assignments", schema=None) as batch_op:
        batch_op.add_column(sa.Column("criteria_version_id", sa.Integer(), nullable=True))
        batch_op.create_foreign_key(
            batch_op.f("fk_assignments_criteria_version_id"), "criteria_versions", ["criteria_version_id"], ["id"]
        )

    with _altered(
        "distributions",
        dropped=["ck_distributions_distributionstate"],
        added={
            "ck_distributions_distributionstate": "state IN ('draft', 'published', 'closed', 'cancelled')",
            "ck_distributions_kept": "kept BETWEEN 0 AND 100",
        },
    ) as batch_op:
        batch_op.add_column(sa.Column("kept", sa.SmallInteger(), server_default="0", nullable=False))
        batch_op.add_column(sa.Column("kept_until", sa.Time(), nullable=True))

    with _altered("entitlements", dropped=["ck_entitlements_quantity"]) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_entitlements_kit_version_id"), type_="foreignkey")
        batch_op.drop_column("kit_version_id")
        batch_op.drop_column("quantity")

    with _altered(
        "hand_overs",
        dropped=["ck_hand_overs_method"],
        added={
            "ck_hand_overs_method": "method IN ('scan', 'typed', 'search', 'paper', 'bundle', 'field')",
            "ck_hand_overs_desk_is_known": "desk IS NOT NULL OR method IN ('paper', 'bundle', 'field')",
            "ck_hand_overs_paper_has_sheet": "(method = 'paper') = (sheet_id IS NOT NULL)",
        },
    ) as batch_op:
        batch_op.add_column(sa.Column("sheet_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("bundle_line_id", sa.Integer(), nullable=True))
        batch_op.alter_column("desk", existing_type=sa.SMALLINT(), nullable=True)
        batch_op.create_index(batch_op.f("ix_hand_overs_bundle_line_id"), ["bundle_line_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_hand_overs_sheet_id"), ["sheet_id"], unique=False)
        batch_op.create_foreign_key(
            batch_op.f("fk_hand_overs_bundle_line_id"), "bundle_lines", ["bundle_line_id"], ["id"]
        )
        batch_op.create_foreign_key(batch_op.f("fk_hand_overs_sheet_id"), "sheets", ["sheet_id"], ["id"])

    with _altered(
        "households", added={"ck_households_heating": "heating IN ('stove', 'gas', 'electric', 'none', 'unknown')"}
    ) as batch_op:
        _rebuild_backwards(batch_op)
        batch_op.add_column(
            sa.Column(
                "heating",
                sa.Enum(
                    "stove",
                    "gas",
                    "electric",
                    "none",
                    "unknown",
                    name="heating",
                    native_enum=False,
                    create_constraint=False,
                    length=24,
                ),
                server_default="unknown",
                nullable=False,
            )
        )

    with op.batch_alter_table("hubs", schema=None) as batch_op:
        batch_op.add_column(sa.Column("curfew_from", sa.Time(), nullable=True))
        batch_op.add_column(sa.Column("curfew_to", sa.Time(), nullable=True))
        batch_op.add_column(sa.Column("field_bundle", sa.String(length=20), nullable=True))

    with _altered(
        "kit_lines",
        added={
            "ck_kit_lines_item": "(item_id IS NULL) = (item_quantity IS NULL) AND (item_quantity IS NULL OR item_quantity > 0)"
        },
    ) as batch_op:
        batch_op.add_column(sa.Column("item_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("item_quantity", sa.Integer(), nullable=True))
        batch_op.create_index(batch_op.f("ix_kit_lines_item_id"), ["item_id"], unique=False)
        batch_op.create_foreign_key(batch_op.f("fk_kit_lines_item_id"), "items", ["item_id"], ["id"])

    with _altered(
        "partners",
        added={
            "ck_partners_partnerkind": "kind IN ('fund', 'religious', 'authority', 'business', 'volunteers', 'other')"
        },
    ) as batch_op:
        batch_op.add_column(
            sa.Column(
                "kind",
                sa.Enum(
                    "fund",
                    "religious",
                    "authority",
                    "business",
                    "volunteers",
                    "other",
                    name="partnerkind",
                    native_enum=False,
                    create_constraint=False,
                    length=24,
                ),
                nullable=True,
            )
        )
        batch_op.add_column(sa.Column("edrpou", sa.String(length=8), server_default="", nullable=False))
        batch_op.add_column(sa.Column("contact", sa.String(length=80), server_default="", nullable=False))
        batch_op.add_column(sa.Column("phone", sa.String(length=13), server_default="", nullable=False))
        batch_op.add_column(sa.Column("areas", sa.String(length=120), server_default="", nullable=False))
        batch_op.add_column(sa.Column("agreement_no", sa.String(length=40), server_default="", nullable=False))
        batch_op.add_column(sa.Column("agreement_on", sa.Date(), nullable=True))

    with _altered(
        "programmes",
        dropped=["ck_programmes_quantity", "ck_programmes_unit"],
        added={
            "ck_programmes_emergency_percent": "emergency_percent BETWEEN 0 AND 20",
            "ck_programmes_days_between": "days_between BETWEEN 1 AND 366",
        },
    ) as batch_op:
        batch_op.add_column(sa.Column("days_between", sa.SmallInteger(), nullable=True))
        batch_op.add_column(sa.Column("emergency_percent", sa.SmallInteger(), server_default="3", nullable=False))
        batch_op.drop_constraint(batch_op.f("fk_programmes_kit_id"), type_="foreignkey")
        batch_op.drop_column("kit_id")
        batch_op.drop_column("quantity")
        batch_op.drop_column("unit")

    with _altered("slots", added={"ck_slots_kept": "kept BETWEEN 0 AND capacity"}) as batch_op:
        batch_op.add_column(sa.Column("kept", sa.SmallInteger(), server_default="0", nullable=False))
        batch_op.add_column(sa.Column("kept_until", UtcDateTime(), nullable=True))
    with _altered(
        "retention_terms",
        dropped=["ck_retention_terms_kept"],
        added={
            "ck_retention_terms_kept": "kind IN ('households', 'documents', 'notes', 'collectors', 'rounds', 'imported_rows', 'merges', 'interviews', 'refused_scans')"
        },
    ):
        pass
    with _altered(
        "refused_scans",
        dropped=["ck_refused_scans_verdict"],
        added={
            "ck_refused_scans_verdict": "verdict IN ('GIVE', 'ALREADY_GIVEN', 'TOO_EARLY', 'WRONG_DAY', 'WRONG_LOCATION', 'NOT_LISTED', 'BLOCKED_CARD', 'UNKNOWN_CARD', 'PAUSED', 'OUT_WITH_BUNDLE')"
        },
    ):
        pass


def downgrade() -> None:
    op.execute("DELETE FROM retention_terms WHERE kind = 'interviews'")
    with _altered(
        "refused_scans",
        dropped=["ck_refused_scans_verdict"],
        added={
            "ck_refused_scans_verdict": "verdict IN ('GIVE', 'ALREADY_GIVEN', 'TOO_EARLY', 'WRONG_DAY', 'WRONG_LOCATION', 'NOT_LISTED', 'BLOCKED_CARD', 'UNKNOWN_CARD')"
        },
    ):
        pass
    with _altered(
        "retention_terms",
        dropped=["ck_retention_terms_kept"],
        added={
            "ck_retention_terms_kept": "kind IN ('households', 'documents', 'notes', 'collectors', 'rounds', 'imported_rows', 'merges', 'refused_scans')"
        },
    ):
        pass
    with _altered("slots", dropped=["ck_slots_kept"]) as batch_op:
        batch_op.drop_column("kept_until")
        batch_op.drop_column("kept")

    with _altered(
        "programmes",
        dropped=["ck_programmes_emergency_percent", "ck_programmes_days_between"],
        added={
            "ck_programmes_quantity": "quantity BETWEEN 1 AND 100",
            "ck_programmes_unit": "unit IN ('household', 'person', 'size_table')",
        },
    ) as batch_op:
        batch_op.add_column(sa.Column("unit", sa.VARCHAR(length=24), nullable=True))
        batch_op.add_column(sa.Column("quantity", sa.SMALLINT(), nullable=True))
        batch_op.add_column(sa.Column("kit_id", sa.INTEGER(), nullable=True))
        batch_op.create_foreign_key(batch_op.f("fk_programmes_kit_id"), "kits", ["kit_id"], ["id"])
        batch_op.drop_column("emergency_percent")
        batch_op.drop_column("days_between")

    with _altered("partners", dropped=["ck_partners_partnerkind"]) as batch_op:
        batch_op.drop_column("agreement_on")
        batch_op.drop_column("agreement_no")
        batch_op.drop_column("areas")
        batch_op.drop_column("phone")
        batch_op.drop_column("contact")
        batch_op.drop_column("edrpou")
        batch_op.drop_column("kind")

    with _altered("kit_lines", dropped=["ck_kit_lines_item"]) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_kit_lines_item_id"), type_="foreignkey")
        batch_op.drop_index(batch_op.f("ix_kit_lines_item_id"))
        batch_op.drop_column("item_quantity")
        batch_op.drop_column("item_id")

    with op.batch_alter_table("hubs", schema=None) as batch_op:
        batch_op.drop_column("field_bundle")
        batch_op.drop_column("curfew_to")
        batch_op.drop_column("curfew_from")

    with _altered("households", dropped=["ck_households_heating"]) as batch_op:
        _rebuild_backwards(batch_op)
        batch_op.drop_column("heating")

    with _altered(
        "hand_overs",
        dropped=["ck_hand_overs_method", "ck_hand_overs_desk_is_known", "ck_hand_overs_paper_has_sheet"],
        added={"ck_hand_overs_method": "method IN ('scan', 'typed', 'search')"},
    ) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_hand_overs_sheet_id"), type_="foreignkey")
        batch_op.drop_constraint(batch_op.f("fk_hand_overs_bundle_line_id"), type_="foreignkey")
        batch_op.drop_index(batch_op.f("ix_hand_overs_sheet_id"))
        batch_op.drop_index(batch_op.f("ix_hand_overs_bundle_line_id"))
        batch_op.alter_column("desk", existing_type=sa.SMALLINT(), nullable=False)
        batch_op.drop_column("bundle_line_id")
        batch_op.drop_column("sheet_id")

    with _altered("entitlements", added={"ck_entitlements_quantity": "quantity BETWEEN 1 AND 500"}) as batch_op:
        batch_op.add_column(sa.Column("quantity", sa.SMALLINT(), nullable=True))
        batch_op.add_column(sa.Column("kit_version_id", sa.INTEGER(), nullable=True))
        batch_op.create_foreign_key(
            batch_op.f("fk_entitlements_kit_version_id"), "kit_versions", ["kit_version_id"], ["id"]
        )

    with _altered(
        "distributions",
        dropped=["ck_distributions_distributionstate", "ck_distributions_kept"],
        added={"ck_distributions_distributionstate": "state IN ('draft', 'published', 'closed')"},
    ) as batch_op:
        batch_op.drop_column("kept_until")
        batch_op.drop_column("kept")

    with op.batch_alter_table("assignments", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_assignments_criteria_version_id"), type_="foreignkey")
        batch_op.drop_column("criteria_version_id")

    op.create_table(
        "programme_sizes",
        sa.Column("id", sa.INTEGER(), nullable=False),
        sa.Column("programme_id", sa.INTEGER(), nullable=False),
        sa.Column("people_from", sa.SMALLINT(), nullable=False),
        sa.Column("quantity", sa.SMALLINT(), nullable=False),
        sa.CheckConstraint("people_from BETWEEN 1 AND 30", name=op.f("ck_programme_sizes_people_from")),
        sa.CheckConstraint("quantity BETWEEN 0 AND 100", name=op.f("ck_programme_sizes_quantity")),
        sa.ForeignKeyConstraint(["programme_id"], ["programmes.id"], name=op.f("fk_programme_sizes_programme_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_programme_sizes")),
        sa.UniqueConstraint("programme_id", "people_from", name=op.f("uq_programme_sizes_programme_id_people_from")),
    )
    with op.batch_alter_table("sheet_conflicts", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_sheet_conflicts_open",
            sqlite_where=sa.text("settlement IS NULL"),
            postgresql_where=sa.text("settlement IS NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_sheet_conflicts_known_hand_over_id"))

    op.drop_table("sheet_conflicts")
    with op.batch_alter_table("sheet_entries", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_sheet_entries_hand_over_id"))
        batch_op.drop_index(batch_op.f("ix_sheet_entries_entitlement_id"))
        batch_op.drop_index(batch_op.f("ix_sheet_entries_card_id"))

    op.drop_table("sheet_entries")
    with op.batch_alter_table("refused_items", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_refused_items_kit_version_id"))
        batch_op.drop_index(batch_op.f("ix_refused_items_hand_over_id"))

    op.drop_table("refused_items")
    with op.batch_alter_table("closed_hand_overs", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_closed_hand_overs_closing_id"))

    op.drop_table("closed_hand_overs")
    with op.batch_alter_table("line_reports", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_line_reports_open", sqlite_where=sa.text("ruling IS NULL"), postgresql_where=sa.text("ruling IS NULL")
        )
        batch_op.drop_index(batch_op.f("ix_line_reports_line_id"))

    op.drop_table("line_reports")
    op.drop_table("interview_answers")
    with op.batch_alter_table("waiting_entries", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_waiting_entries_open",
            sqlite_where=sa.text("closed_at IS NULL"),
            postgresql_where=sa.text("closed_at IS NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_waiting_entries_household_id"))
        batch_op.drop_index(batch_op.f("ix_waiting_entries_entitlement_id"))

    op.drop_table("waiting_entries")
    with op.batch_alter_table("slot_moves", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_slot_moves_to_slot_id"))
        batch_op.drop_index(batch_op.f("ix_slot_moves_move_list_id"))
        batch_op.drop_index(batch_op.f("ix_slot_moves_from_slot_id"))
        batch_op.drop_index(batch_op.f("ix_slot_moves_entitlement_id"))

    op.drop_table("slot_moves")
    with op.batch_alter_table("sheet_rows", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_sheet_rows_entitlement_id"))

    op.drop_table("sheet_rows")
    with op.batch_alter_table("interviews", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_interviews_entitlement_id"))

    op.drop_table("interviews")
    with op.batch_alter_table("insiders", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_insiders_entitlement_id"))

    op.drop_table("insiders")
    op.execute(
        "UPDATE programmes SET kit_id = (SELECT programme_kits.kit_id FROM programme_kits WHERE programme_id = programmes.id ORDER BY position LIMIT 1), unit = (SELECT CASE programme_kits.unit WHEN 'matching' THEN 'household' ELSE programme_kits.unit END FROM programme_kits WHERE programme_id = programmes.id ORDER BY position LIMIT 1), quantity = (SELECT programme_kits.quantity FROM programme_kits WHERE programme_id = programmes.id ORDER BY position LIMIT 1)"
    )
    op.execute(
        "INSERT INTO programme_sizes (programme_id, people_from, quantity) SELECT programme_id, people_from, programme_kit_sizes.quantity FROM programme_kit_sizes JOIN programme_kits ON programme_kits.id = programme_kit_id WHERE position = 1"
    )
    op.execute(
        "UPDATE entitlements SET kit_version_id = (SELECT entitled_kits.kit_version_id FROM entitled_kits WHERE entitlement_id = entitlements.id ORDER BY position LIMIT 1), quantity = (SELECT entitled_kits.quantity FROM entitled_kits WHERE entitlement_id = entitlements.id ORDER BY position LIMIT 1)"
    )
    with op.batch_alter_table("programmes") as batch_op:
        batch_op.alter_column("kit_id", existing_type=sa.Integer(), nullable=False)
        batch_op.alter_column("unit", existing_type=sa.String(24), nullable=False)
        batch_op.alter_column("quantity", existing_type=sa.SmallInteger(), nullable=False)
    with op.batch_alter_table("entitlements") as batch_op:
        batch_op.alter_column("kit_version_id", existing_type=sa.Integer(), nullable=False)
        batch_op.alter_column("quantity", existing_type=sa.SmallInteger(), nullable=False)
    op.drop_table("entitled_kits")
    with op.batch_alter_table("delivery_requests", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_delivery_requests_open",
            sqlite_where=sa.text("cancelled_at IS NULL"),
            postgresql_where=sa.text("cancelled_at IS NULL"),
        )

    op.drop_table("delivery_requests")
    with op.batch_alter_table("bundle_lines", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_bundle_lines_out", sqlite_where=sa.text("outcome IS NULL"), postgresql_where=sa.text("outcome IS NULL")
        )
        batch_op.drop_index(batch_op.f("ix_bundle_lines_entitlement_id"))

    op.drop_table("bundle_lines")
    with op.batch_alter_table("sheets", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_sheets_slot_id"))
        batch_op.drop_index(batch_op.f("ix_sheets_distribution_id"))

    op.drop_table("sheets")
    op.drop_table("emergency_reversals")
    with op.batch_alter_table("closed_emergencies", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_closed_emergencies_closing_id"))

    op.drop_table("closed_emergencies")
    op.drop_table("short_kits")
    op.drop_table("receipt_lines")
    op.drop_table("interview_samples")
    with op.batch_alter_table("emergency_issues", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_emergency_issues_programme_id"))
        batch_op.drop_index("ix_emergency_issues_open")
        batch_op.drop_index("ix_emergency_issues_location_day")
        batch_op.drop_index(batch_op.f("ix_emergency_issues_distribution_id"))

    op.drop_table("emergency_issues")
    op.drop_table("closed_distributions")
    with op.batch_alter_table("after_checks", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_after_checks_distribution_id"))

    op.drop_table("after_checks")
    with op.batch_alter_table("warden_checks", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_warden_checks_open", sqlite_where=sa.text("answer IS NULL"), postgresql_where=sa.text("answer IS NULL")
        )
        batch_op.drop_index(batch_op.f("ix_warden_checks_household_id"))

    op.drop_table("warden_checks")
    with op.batch_alter_table("shortage_decisions", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_shortage_decisions_open",
            sqlite_where=sa.text("assignment_id IS NULL AND ended_at IS NULL AND way <> 'postpone'"),
            postgresql_where=sa.text("assignment_id IS NULL AND ended_at IS NULL AND way <> 'postpone'"),
        )
        batch_op.drop_index(batch_op.f("ix_shortage_decisions_cycle_id"))

    op.drop_table("shortage_decisions")
    with op.batch_alter_table("receipts", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_receipts_partner_id"))

    op.drop_table("receipts")
    with op.batch_alter_table("movements", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_movements_store_id"))
        batch_op.drop_index("ix_movements_lot_id")

    op.drop_table("movements")
    op.drop_table("count_lines")
    with op.batch_alter_table("stock_documents", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_stock_documents_recorded_at"))
        batch_op.drop_index(batch_op.f("ix_stock_documents_follows_id"))

    op.drop_table("stock_documents")
    op.drop_table("programme_kit_sizes")
    op.drop_table("closing_lines")
    op.drop_table("closed_people")
    with op.batch_alter_table("balances", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_balances_store_id"))

    op.drop_table("balances")
    with op.batch_alter_table("all_clears", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_all_clears_move_list_id"))

    op.drop_table("all_clears")
    with op.batch_alter_table("template_days", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_template_days_programme_id"))
        batch_op.drop_index(batch_op.f("ix_template_days_location_id"))

    op.drop_table("template_days")
    with op.batch_alter_table("stores", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_stores_kind",
            sqlite_where=sa.text("location_id IS NULL"),
            postgresql_where=sa.text("location_id IS NULL"),
        )

    op.drop_table("stores")
    with op.batch_alter_table("programme_kits", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_programme_kits_kit_id"))

    op.drop_table("programme_kits")
    op.drop_table("programme_bars")
    with op.batch_alter_table("pauses", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_pauses_location_id",
            sqlite_where=sa.text("ended_at IS NULL"),
            postgresql_where=sa.text("ended_at IS NULL"),
        )
        batch_op.drop_index(
            "uq_pauses_hub_id",
            sqlite_where=sa.text("location_id IS NULL AND ended_at IS NULL"),
            postgresql_where=sa.text("location_id IS NULL AND ended_at IS NULL"),
        )

    op.drop_table("pauses")
    with op.batch_alter_table("lots", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_lots_partner_id"))
        batch_op.drop_index(batch_op.f("ix_lots_kit_version_id"))
        batch_op.drop_index(batch_op.f("ix_lots_item_id"))

    op.drop_table("lots")
    with op.batch_alter_table("draw_entries", schema=None) as batch_op:
        batch_op.drop_index("ix_draw_entries_reference")

    op.drop_table("draw_entries")
    with op.batch_alter_table("decision_documents", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_decision_documents_programme_id"))

    op.drop_table("decision_documents")
    op.drop_table("criteria_versions")
    with op.batch_alter_table("closings", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_closings_location_id_held_on",
            sqlite_where=sa.text("superseded_at IS NULL"),
            postgresql_where=sa.text("superseded_at IS NULL"),
        )

    op.drop_table("closings")
    with op.batch_alter_table("bundles", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_bundles_location_id"))
        batch_op.drop_index(batch_op.f("ix_bundles_carrier_id"))

    op.drop_table("bundles")
    op.drop_table("move_lists")
    op.drop_table("draws")
    with op.batch_alter_table("outages", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_outages_held_on"))

    op.drop_table("outages")
    op.drop_table("items")
    op.drop_table("holidays")
