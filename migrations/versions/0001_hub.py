"""The tables of a hub.

Revision ID: 0001
Revises:
"""

import sqlalchemy as sa

from app.core.db import UtcDateTime
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "audit_entries",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("recorded_at", UtcDateTime(), nullable=False),
        sa.Column("staff_id", sa.Integer(), nullable=True),
        sa.Column("actor_name", sa.String(length=80), nullable=False),
        sa.Column("action", sa.String(length=60), nullable=False),
        sa.Column("subject_kind", sa.String(length=40), nullable=False),
        sa.Column("subject_id", sa.Integer(), nullable=True),
        sa.Column("details", sa.Text(), nullable=False),
        sa.Column("previous_hash", sa.String(length=64), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_entries")),
        sa.UniqueConstraint("hash", name=op.f("uq_audit_entries_hash")),
        sa.UniqueConstraint("number", name=op.f("uq_audit_entries_number")),
    )
    with op.batch_alter_table("audit_entries", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_audit_entries_action"), ["action"], unique=False)

    op.create_table(
        "hubs",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=8), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("organisation", sa.String(length=160), nullable=False),
        sa.Column("edrpou", sa.String(length=8), nullable=False),
        sa.Column("phone", sa.String(length=20), nullable=False),
        sa.Column("public_address", sa.String(length=120), nullable=False),
        sa.Column("is_training", sa.Boolean(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hubs")),
        sa.UniqueConstraint("code", name=op.f("uq_hubs_code")),
        sa.UniqueConstraint("name", name=op.f("uq_hubs_name")),
    )
    op.create_table(
        "kits",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=12), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("name_en", sa.String(length=80), nullable=False),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_kits")),
        sa.UniqueConstraint("code", name=op.f("uq_kits_code")),
    )
    op.create_table(
        "partners",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_partners")),
        sa.UniqueConstraint("name", name=op.f("uq_partners_name")),
    )
    op.create_table(
        "settlements",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "city",
                "township",
                "village",
                name="settlementkind",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("katottg", sa.String(length=19), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_settlements")),
        sa.UniqueConstraint("kind", "name", name=op.f("uq_settlements_kind_name")),
    )
    op.create_table(
        "staff",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("login", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("password_hash", sa.String(length=200), nullable=False),
        sa.Column("must_change_password", sa.Boolean(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("retired_at", UtcDateTime(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_staff")),
        sa.UniqueConstraint("login", name=op.f("uq_staff_login")),
    )
    op.create_table(
        "throttles",
        sa.Column("bucket", sa.String(length=80), nullable=False),
        sa.Column("window_ends_at", UtcDateTime(), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("bucket", name=op.f("pk_throttles")),
    )
    op.create_table(
        "kit_versions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kit_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("weight_g", sa.Integer(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("nonce", sa.String(length=32), nullable=True),
        sa.CheckConstraint("weight_g BETWEEN 0 AND 1000000", name=op.f("ck_kit_versions_weight_g")),
        sa.ForeignKeyConstraint(["kit_id"], ["kits.id"], name=op.f("fk_kit_versions_kit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_kit_versions")),
        sa.UniqueConstraint("kit_id", "number", name=op.f("uq_kit_versions_kit_id_number")),
        sa.UniqueConstraint("nonce", name=op.f("uq_kit_versions_nonce")),
    )
    op.create_table(
        "locations",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("hub_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "school",
                "council",
                "culture_house",
                "church",
                "hub",
                "mobile",
                "warden_home",
                name="locationkind",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("settlement_id", sa.Integer(), nullable=False),
        sa.Column("address", sa.String(length=120), nullable=False),
        sa.Column("landmark", sa.String(length=80), nullable=False),
        sa.Column("phone", sa.String(length=20), nullable=False),
        sa.Column("capacity_on_site", sa.Integer(), nullable=False),
        sa.Column("desks", sa.Integer(), nullable=False),
        sa.Column("has_shelter", sa.Boolean(), nullable=False),
        sa.Column("shelter_note", sa.String(length=80), nullable=False),
        sa.Column("shelter_distance_m", sa.Integer(), nullable=True),
        sa.Column("shelter_capacity", sa.Integer(), nullable=True),
        sa.Column("is_step_free", sa.Boolean(), nullable=False),
        sa.Column("outage_queue", sa.String(length=3), nullable=False),
        sa.Column(
            "visibility",
            sa.Enum("public", "card_holders", name="visibility", native_enum=False, create_constraint=True, length=24),
            nullable=False,
        ),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.CheckConstraint("capacity_on_site BETWEEN 1 AND 1000", name=op.f("ck_locations_capacity_on_site")),
        sa.CheckConstraint("desks BETWEEN 1 AND 50", name=op.f("ck_locations_desks")),
        sa.ForeignKeyConstraint(["hub_id"], ["hubs.id"], name=op.f("fk_locations_hub_id")),
        sa.ForeignKeyConstraint(["settlement_id"], ["settlements.id"], name=op.f("fk_locations_settlement_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_locations")),
        sa.UniqueConstraint("hub_id", "name", name=op.f("uq_locations_hub_id_name")),
    )
    op.create_table(
        "programmes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("partner_id", sa.Integer(), nullable=False),
        sa.Column("kit_id", sa.Integer(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("cycle_days", sa.SmallInteger(), nullable=False),
        sa.Column(
            "unit",
            sa.Enum(
                "household", "person", "size_table", name="unit", native_enum=False, create_constraint=True, length=24
            ),
            nullable=False,
        ),
        sa.Column("quantity", sa.SmallInteger(), nullable=False),
        sa.Column("rule_text", sa.String(length=400), nullable=False),
        sa.Column(
            "proxy_rule",
            sa.Enum(
                "none",
                "family",
                "family_and_warden",
                "any_named",
                name="proxyrule",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("decision_no", sa.String(length=40), nullable=False),
        sa.Column("decision_on", sa.Date(), nullable=True),
        sa.Column("decision_body", sa.String(length=120), nullable=False),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.Column("nonce", sa.String(length=32), nullable=True),
        sa.CheckConstraint("rule_text <> ''", name=op.f("ck_programmes_rule_text")),
        sa.CheckConstraint("cycle_days BETWEEN 1 AND 366", name=op.f("ck_programmes_cycle_days")),
        sa.CheckConstraint("ends_on IS NULL OR ends_on >= starts_on", name=op.f("ck_programmes_dates")),
        sa.CheckConstraint("quantity BETWEEN 1 AND 100", name=op.f("ck_programmes_quantity")),
        sa.ForeignKeyConstraint(["kit_id"], ["kits.id"], name=op.f("fk_programmes_kit_id")),
        sa.ForeignKeyConstraint(["partner_id"], ["partners.id"], name=op.f("fk_programmes_partner_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_programmes")),
        sa.UniqueConstraint("nonce", name=op.f("uq_programmes_nonce")),
        sa.UniqueConstraint("title", name=op.f("uq_programmes_title")),
    )
    op.create_table(
        "staff_roles",
        sa.Column("staff_id", sa.Integer(), nullable=False),
        sa.Column(
            "role",
            sa.Enum(
                "registrar",
                "desk_clerk",
                "lead",
                "storekeeper",
                "foreman",
                "warden",
                "safeguarding",
                "reviewer",
                "donor",
                "admin",
                "keeper",
                name="role",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_staff_roles_staff_id")),
        sa.PrimaryKeyConstraint("staff_id", "role", name=op.f("pk_staff_roles")),
    )
    op.create_table(
        "staff_sessions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("staff_id", sa.Integer(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("seen_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_staff_sessions_staff_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_staff_sessions")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_staff_sessions_token_hash")),
    )
    with op.batch_alter_table("staff_sessions", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_staff_sessions_staff_id"), ["staff_id"], unique=False)

    op.create_table(
        "cycles",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("programme_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.CheckConstraint("ends_on >= starts_on", name=op.f("ck_cycles_dates")),
        sa.ForeignKeyConstraint(["programme_id"], ["programmes.id"], name=op.f("fk_cycles_programme_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cycles")),
        sa.UniqueConstraint("programme_id", "number", name=op.f("uq_cycles_programme_id_number")),
    )
    op.create_table(
        "kit_lines",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kit_version_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("amount", sa.String(length=20), nullable=False),
        sa.ForeignKeyConstraint(["kit_version_id"], ["kit_versions.id"], name=op.f("fk_kit_lines_kit_version_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_kit_lines")),
        sa.UniqueConstraint("kit_version_id", "position", name=op.f("uq_kit_lines_kit_version_id_position")),
    )
    op.create_table(
        "programme_settlements",
        sa.Column("programme_id", sa.Integer(), nullable=False),
        sa.Column("settlement_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["programme_id"], ["programmes.id"], name=op.f("fk_programme_settlements_programme_id")
        ),
        sa.ForeignKeyConstraint(
            ["settlement_id"], ["settlements.id"], name=op.f("fk_programme_settlements_settlement_id")
        ),
        sa.PrimaryKeyConstraint("programme_id", "settlement_id", name=op.f("pk_programme_settlements")),
    )
    op.create_table(
        "programme_sizes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("programme_id", sa.Integer(), nullable=False),
        sa.Column("people_from", sa.SmallInteger(), nullable=False),
        sa.Column("quantity", sa.SmallInteger(), nullable=False),
        sa.CheckConstraint("people_from BETWEEN 1 AND 30", name=op.f("ck_programme_sizes_people_from")),
        sa.CheckConstraint("quantity BETWEEN 0 AND 100", name=op.f("ck_programme_sizes_quantity")),
        sa.ForeignKeyConstraint(["programme_id"], ["programmes.id"], name=op.f("fk_programme_sizes_programme_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_programme_sizes")),
        sa.UniqueConstraint("programme_id", "people_from", name=op.f("uq_programme_sizes_programme_id_people_from")),
    )
    op.create_table(
        "streets",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("settlement_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "street",
                "lane",
                "avenue",
                "square",
                "other",
                name="streetkind",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("name_key", sa.String(length=190), nullable=False),
        sa.Column("default_location_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["default_location_id"], ["locations.id"], name=op.f("fk_streets_default_location_id")),
        sa.ForeignKeyConstraint(["settlement_id"], ["settlements.id"], name=op.f("fk_streets_settlement_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_streets")),
        sa.UniqueConstraint("settlement_id", "kind", "name_key", name=op.f("uq_streets_settlement_id_kind_name_key")),
    )
    with op.batch_alter_table("streets", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_streets_name_key"), ["name_key"], unique=False)
        batch_op.create_index(batch_op.f("ix_streets_settlement_id"), ["settlement_id"], unique=False)

    op.create_table(
        "assignments",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("cycle_id", sa.Integer(), nullable=False),
        sa.Column("seed", sa.BigInteger(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("published_at", UtcDateTime(), nullable=False),
        sa.Column("published_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["cycle_id"], ["cycles.id"], name=op.f("fk_assignments_cycle_id")),
        sa.ForeignKeyConstraint(["published_by_id"], ["staff.id"], name=op.f("fk_assignments_published_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assignments")),
    )
    with op.batch_alter_table("assignments", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_assignments_cycle_id"), ["cycle_id"], unique=False)

    op.create_table(
        "households",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("pseudonym", sa.String(length=8), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "active",
                "inactive",
                "moved",
                "under_check",
                name="householdstatus",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column(
            "residence",
            sa.Enum(
                "resident", "idp", "temporary", name="residence", native_enum=False, create_constraint=True, length=24
            ),
            nullable=False,
        ),
        sa.Column("is_minimal", sa.Boolean(), nullable=False),
        sa.Column("declared_size", sa.SmallInteger(), nullable=True),
        sa.Column("settlement_id", sa.Integer(), nullable=False),
        sa.Column("street_id", sa.Integer(), nullable=True),
        sa.Column("house", sa.String(length=10), nullable=False),
        sa.Column("flat", sa.String(length=6), nullable=False),
        sa.Column("landmark", sa.String(length=80), nullable=False),
        sa.Column("default_location_id", sa.Integer(), nullable=True),
        sa.Column("phone1", sa.String(length=13), nullable=False),
        sa.Column("phone2", sa.String(length=13), nullable=False),
        sa.Column(
            "phone1_backwards",
            sa.String(length=9).with_variant(sa.String(length=9, collation="C"), "postgresql"),
            sa.Computed(
                "substr(phone1, 13, 1) || substr(phone1, 12, 1) || substr(phone1, 11, 1) || substr(phone1, 10, 1) || substr(phone1, 9, 1) || substr(phone1, 8, 1) || substr(phone1, 7, 1) || substr(phone1, 6, 1) || substr(phone1, 5, 1)",
                persisted=True,
            ),
            nullable=False,
        ),
        sa.Column(
            "phone2_backwards",
            sa.String(length=9).with_variant(sa.String(length=9, collation="C"), "postgresql"),
            sa.Computed(
                "substr(phone2, 13, 1) || substr(phone2, 12, 1) || substr(phone2, 11, 1) || substr(phone2, 10, 1) || substr(phone2, 9, 1) || substr(phone2, 8, 1) || substr(phone2, 7, 1) || substr(phone2, 6, 1) || substr(phone2, 5, 1)",
                persisted=True,
            ),
            nullable=False,
        ),
        sa.Column(
            "phone_kind",
            sa.Enum(
                "button",
                "smart",
                "neighbour",
                "none",
                name="phonekind",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=True,
        ),
        sa.Column("needs_delivery", sa.Boolean(), nullable=False),
        sa.Column("needs_carrying", sa.Boolean(), nullable=False),
        sa.Column("needs_seat", sa.Boolean(), nullable=False),
        sa.Column("needs_step_free", sa.Boolean(), nullable=False),
        sa.Column("needs_sign_or_loud", sa.Boolean(), nullable=False),
        sa.Column("cannot_sign", sa.Boolean(), nullable=False),
        sa.Column("notes", sa.String(length=200), nullable=False),
        sa.Column(
            "source",
            sa.Enum("desk", "warden", "import", name="source", native_enum=False, create_constraint=True, length=24),
            nullable=False,
        ),
        sa.Column("import_key", sa.String(length=64), nullable=True),
        sa.Column("nonce", sa.String(length=32), nullable=True),
        sa.Column("registered_at", UtcDateTime(), nullable=False),
        sa.Column("registered_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("declared_size BETWEEN 1 AND 30", name=op.f("ck_households_declared_size")),
        sa.CheckConstraint("is_minimal = (declared_size IS NOT NULL)", name=op.f("ck_households_minimal_has_size")),
        sa.ForeignKeyConstraint(
            ["default_location_id"], ["locations.id"], name=op.f("fk_households_default_location_id")
        ),
        sa.ForeignKeyConstraint(["registered_by_id"], ["staff.id"], name=op.f("fk_households_registered_by_id")),
        sa.ForeignKeyConstraint(["settlement_id"], ["settlements.id"], name=op.f("fk_households_settlement_id")),
        sa.ForeignKeyConstraint(["street_id"], ["streets.id"], name=op.f("fk_households_street_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_households")),
        sa.UniqueConstraint("import_key", name=op.f("uq_households_import_key")),
        sa.UniqueConstraint("nonce", name=op.f("uq_households_nonce")),
        sa.UniqueConstraint("pseudonym", name=op.f("uq_households_pseudonym")),
    )
    with op.batch_alter_table("households", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_households_phone1_backwards"), ["phone1_backwards"], unique=False)
        batch_op.create_index(batch_op.f("ix_households_phone2_backwards"), ["phone2_backwards"], unique=False)
        batch_op.create_index(batch_op.f("ix_households_registered_at"), ["registered_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_households_settlement_id"), ["settlement_id"], unique=False)
        batch_op.create_index("ix_households_street_house", ["street_id", "house"], unique=False)

    op.create_table(
        "cards",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("household_id", sa.Integer(), nullable=False),
        sa.Column("card_no", sa.String(length=8), nullable=False),
        sa.Column("token", sa.String(length=20), nullable=False),
        sa.Column("issued_at", UtcDateTime(), nullable=False),
        sa.Column("issued_by_id", sa.Integer(), nullable=True),
        sa.Column("nonce", sa.String(length=32), nullable=True),
        sa.Column("printed_at", UtcDateTime(), nullable=True),
        sa.Column("blocked_at", UtcDateTime(), nullable=True),
        sa.Column(
            "block_reason",
            sa.Enum(
                "replaced",
                "lost",
                "under_check",
                name="blockreason",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=True,
        ),
        sa.CheckConstraint("(blocked_at IS NULL) = (block_reason IS NULL)", name=op.f("ck_cards_blocked_with_reason")),
        sa.CheckConstraint("length(card_no) = 8", name=op.f("ck_cards_card_no")),
        sa.ForeignKeyConstraint(["household_id"], ["households.id"], name=op.f("fk_cards_household_id")),
        sa.ForeignKeyConstraint(["issued_by_id"], ["staff.id"], name=op.f("fk_cards_issued_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cards")),
        sa.UniqueConstraint("card_no", name=op.f("uq_cards_card_no")),
        sa.UniqueConstraint("nonce", name=op.f("uq_cards_nonce")),
        sa.UniqueConstraint("token", name=op.f("uq_cards_token")),
    )
    with op.batch_alter_table("cards", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_cards_household_id"), ["household_id"], unique=False)
        batch_op.create_index(
            "uq_cards_live",
            ["household_id"],
            unique=True,
            sqlite_where=sa.text("blocked_at IS NULL"),
            postgresql_where=sa.text("blocked_at IS NULL"),
        )

    op.create_table(
        "consents",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("household_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "notice",
                "calls",
                "partners",
                "health_questions",
                name="consentkind",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column(
            "method",
            sa.Enum(
                "signature",
                "spoken",
                "witness",
                "list",
                name="consentmethod",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("text_version", sa.String(length=10), nullable=False),
        sa.Column("given_at", UtcDateTime(), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=True),
        sa.Column("withdrawn_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["household_id"], ["households.id"], name=op.f("fk_consents_household_id")),
        sa.ForeignKeyConstraint(["recorded_by_id"], ["staff.id"], name=op.f("fk_consents_recorded_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consents")),
    )
    with op.batch_alter_table("consents", schema=None) as batch_op:
        batch_op.create_index(
            "uq_consents_in_force",
            ["household_id", "kind"],
            unique=True,
            sqlite_where=sa.text("withdrawn_at IS NULL"),
            postgresql_where=sa.text("withdrawn_at IS NULL"),
        )

    op.create_table(
        "distributions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=20), nullable=False),
        sa.Column("cycle_id", sa.Integer(), nullable=False),
        sa.Column("location_id", sa.Integer(), nullable=False),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.Column("opens_at", sa.Time(), nullable=False),
        sa.Column("closes_at", sa.Time(), nullable=False),
        sa.Column("slot_minutes", sa.SmallInteger(), nullable=False),
        sa.Column("desks", sa.SmallInteger(), nullable=False),
        sa.Column("service_minutes", sa.SmallInteger(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "draft",
                "published",
                "closed",
                name="distributionstate",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("assignment_id", sa.Integer(), nullable=True),
        sa.Column("closed_at", UtcDateTime(), nullable=True),
        sa.Column("plan_nonce", sa.String(length=32), nullable=True),
        sa.CheckConstraint("closes_at > opens_at", name=op.f("ck_distributions_hours")),
        sa.CheckConstraint("desks BETWEEN 1 AND 50", name=op.f("ck_distributions_desks")),
        sa.CheckConstraint("service_minutes BETWEEN 1 AND 60", name=op.f("ck_distributions_service_minutes")),
        sa.CheckConstraint("slot_minutes IN (10, 15, 20, 30, 60)", name=op.f("ck_distributions_slot_minutes")),
        sa.ForeignKeyConstraint(["assignment_id"], ["assignments.id"], name=op.f("fk_distributions_assignment_id")),
        sa.ForeignKeyConstraint(["cycle_id"], ["cycles.id"], name=op.f("fk_distributions_cycle_id")),
        sa.ForeignKeyConstraint(["location_id"], ["locations.id"], name=op.f("fk_distributions_location_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_distributions")),
        sa.UniqueConstraint("number", name=op.f("uq_distributions_number")),
    )
    with op.batch_alter_table("distributions", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_distributions_cycle_id"), ["cycle_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_distributions_held_on"), ["held_on"], unique=False)
        batch_op.create_index(batch_op.f("ix_distributions_plan_nonce"), ["plan_nonce"], unique=False)

    op.create_table(
        "people",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("household_id", sa.Integer(), nullable=True),
        sa.Column(
            "role",
            sa.Enum(
                "head",
                "spouse",
                "child",
                "parent",
                "other",
                "non_relative",
                name="personrole",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("surname", sa.String(length=60), nullable=False),
        sa.Column("given", sa.String(length=60), nullable=False),
        sa.Column("patronymic", sa.String(length=60), nullable=False),
        sa.Column(
            "name_key",
            sa.String(length=190).with_variant(sa.String(length=190, collation="C"), "postgresql"),
            nullable=False,
        ),
        sa.Column(
            "sex",
            sa.Enum("female", "male", "not_stated", name="sex", native_enum=False, create_constraint=True, length=24),
            nullable=False,
        ),
        sa.Column("birth_on", sa.Date(), nullable=True),
        sa.Column("birth_year", sa.SmallInteger(), nullable=True),
        sa.Column(
            "document",
            sa.Enum(
                "passport_book",
                "id_card",
                "birth_certificate",
                "residence_permit",
                "idp_certificate",
                "none",
                "being_restored",
                "not_asked",
                name="documentkind",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("document_last4", sa.String(length=4), nullable=False),
        sa.Column("vouched_by", sa.String(length=80), nullable=False),
        sa.Column("may_collect", sa.Boolean(), nullable=False),
        sa.Column("wg_seeing", sa.SmallInteger(), nullable=True),
        sa.Column("wg_hearing", sa.SmallInteger(), nullable=True),
        sa.Column("wg_walking", sa.SmallInteger(), nullable=True),
        sa.Column("wg_remembering", sa.SmallInteger(), nullable=True),
        sa.Column("wg_self_care", sa.SmallInteger(), nullable=True),
        sa.Column("wg_communicating", sa.SmallInteger(), nullable=True),
        sa.CheckConstraint("birth_year BETWEEN 1900 AND 2200", name=op.f("ck_people_birth_year")),
        sa.CheckConstraint("wg_communicating BETWEEN 0 AND 3", name=op.f("ck_people_wg_communicating")),
        sa.CheckConstraint("wg_hearing BETWEEN 0 AND 3", name=op.f("ck_people_wg_hearing")),
        sa.CheckConstraint("wg_remembering BETWEEN 0 AND 3", name=op.f("ck_people_wg_remembering")),
        sa.CheckConstraint("wg_seeing BETWEEN 0 AND 3", name=op.f("ck_people_wg_seeing")),
        sa.CheckConstraint("wg_self_care BETWEEN 0 AND 3", name=op.f("ck_people_wg_self_care")),
        sa.CheckConstraint("wg_walking BETWEEN 0 AND 3", name=op.f("ck_people_wg_walking")),
        sa.ForeignKeyConstraint(["household_id"], ["households.id"], name=op.f("fk_people_household_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_people")),
    )
    with op.batch_alter_table("people", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_people_household_id"), ["household_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_people_name_key"), ["name_key"], unique=False)

    op.create_table(
        "slots",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("distribution_id", sa.Integer(), nullable=False),
        sa.Column("starts_at", UtcDateTime(), nullable=False),
        sa.Column("ends_at", UtcDateTime(), nullable=False),
        sa.Column("capacity", sa.SmallInteger(), nullable=False),
        sa.CheckConstraint("capacity BETWEEN 1 AND 500", name=op.f("ck_slots_capacity")),
        sa.CheckConstraint("ends_at > starts_at", name=op.f("ck_slots_window")),
        sa.ForeignKeyConstraint(["distribution_id"], ["distributions.id"], name=op.f("fk_slots_distribution_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_slots")),
        sa.UniqueConstraint("distribution_id", "starts_at", name=op.f("uq_slots_distribution_id_starts_at")),
    )
    op.create_table(
        "entitlements",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("cycle_id", sa.Integer(), nullable=False),
        sa.Column("household_id", sa.Integer(), nullable=False),
        sa.Column("slot_id", sa.Integer(), nullable=False),
        sa.Column("place", sa.SmallInteger(), nullable=False),
        sa.Column("kit_version_id", sa.Integer(), nullable=False),
        sa.Column("quantity", sa.SmallInteger(), nullable=False),
        sa.Column("people_count", sa.SmallInteger(), nullable=False),
        sa.CheckConstraint("people_count BETWEEN 1 AND 30", name=op.f("ck_entitlements_people_count")),
        sa.CheckConstraint("place >= 1", name=op.f("ck_entitlements_place")),
        sa.CheckConstraint("quantity BETWEEN 1 AND 500", name=op.f("ck_entitlements_quantity")),
        sa.ForeignKeyConstraint(["cycle_id"], ["cycles.id"], name=op.f("fk_entitlements_cycle_id")),
        sa.ForeignKeyConstraint(["household_id"], ["households.id"], name=op.f("fk_entitlements_household_id")),
        sa.ForeignKeyConstraint(["kit_version_id"], ["kit_versions.id"], name=op.f("fk_entitlements_kit_version_id")),
        sa.ForeignKeyConstraint(["slot_id"], ["slots.id"], name=op.f("fk_entitlements_slot_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_entitlements")),
        sa.UniqueConstraint("cycle_id", "household_id", name=op.f("uq_entitlements_cycle_id_household_id")),
        sa.UniqueConstraint("slot_id", "place", name=op.f("uq_entitlements_slot_id_place")),
    )
    with op.batch_alter_table("entitlements", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_entitlements_household_id"), ["household_id"], unique=False)

    op.create_table(
        "entitled_people",
        sa.Column("entitlement_id", sa.Integer(), nullable=False),
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
        sa.Column("people", sa.SmallInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["entitlement_id"], ["entitlements.id"], name=op.f("fk_entitled_people_entitlement_id")
        ),
        sa.PrimaryKeyConstraint("entitlement_id", "sex", "age_band", "has_disability", name=op.f("pk_entitled_people")),
    )
    op.create_table(
        "hand_overs",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("entitlement_id", sa.Integer(), nullable=False),
        sa.Column("nonce", sa.String(length=32), nullable=False),
        sa.Column("card_id", sa.Integer(), nullable=True),
        sa.Column("location_id", sa.Integer(), nullable=False),
        sa.Column("desk", sa.SmallInteger(), nullable=False),
        sa.Column("staff_id", sa.Integer(), nullable=False),
        sa.Column(
            "method",
            sa.Enum("scan", "typed", "search", name="method", native_enum=False, create_constraint=True, length=24),
            nullable=False,
        ),
        sa.Column(
            "collector_kind",
            sa.Enum(
                "member", "proxy", "warden", name="collectorkind", native_enum=False, create_constraint=True, length=24
            ),
            nullable=False,
        ),
        sa.Column("collector_person_id", sa.Integer(), nullable=True),
        sa.Column("collector_name", sa.String(length=80), nullable=False),
        sa.Column("happened_at", UtcDateTime(), nullable=False),
        sa.Column("recorded_at", UtcDateTime(), nullable=False),
        sa.Column("is_reversed", sa.Boolean(), nullable=False),
        sa.CheckConstraint(
            "collector_kind = 'member' OR collector_name <> ''", name=op.f("ck_hand_overs_collector_is_named")
        ),
        sa.CheckConstraint("desk BETWEEN 1 AND 50", name=op.f("ck_hand_overs_desk")),
        sa.ForeignKeyConstraint(["card_id"], ["cards.id"], name=op.f("fk_hand_overs_card_id")),
        sa.ForeignKeyConstraint(["collector_person_id"], ["people.id"], name=op.f("fk_hand_overs_collector_person_id")),
        sa.ForeignKeyConstraint(["entitlement_id"], ["entitlements.id"], name=op.f("fk_hand_overs_entitlement_id")),
        sa.ForeignKeyConstraint(["location_id"], ["locations.id"], name=op.f("fk_hand_overs_location_id")),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_hand_overs_staff_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hand_overs")),
        sa.UniqueConstraint("nonce", name=op.f("uq_hand_overs_nonce")),
    )
    with op.batch_alter_table("hand_overs", schema=None) as batch_op:
        batch_op.create_index("ix_hand_overs_location_day", ["location_id", "happened_at"], unique=False)
        batch_op.create_index("ix_hand_overs_log", ["happened_at", "id"], unique=False)
        batch_op.create_index(
            "uq_hand_overs_effective",
            ["entitlement_id"],
            unique=True,
            sqlite_where=sa.text("is_reversed = 0"),
            postgresql_where=sa.text("NOT is_reversed"),
        )

    op.create_table(
        "refused_scans",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column(
            "verdict",
            sa.Enum(
                "GIVE",
                "ALREADY_GIVEN",
                "TOO_EARLY",
                "WRONG_DAY",
                "WRONG_LOCATION",
                "NOT_LISTED",
                "BLOCKED_CARD",
                "UNKNOWN_CARD",
                name="verdict",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("card_id", sa.Integer(), nullable=True),
        sa.Column("entitlement_id", sa.Integer(), nullable=True),
        sa.Column("location_id", sa.Integer(), nullable=False),
        sa.Column("desk", sa.SmallInteger(), nullable=False),
        sa.Column("staff_id", sa.Integer(), nullable=False),
        sa.Column("happened_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["card_id"], ["cards.id"], name=op.f("fk_refused_scans_card_id")),
        sa.ForeignKeyConstraint(["entitlement_id"], ["entitlements.id"], name=op.f("fk_refused_scans_entitlement_id")),
        sa.ForeignKeyConstraint(["location_id"], ["locations.id"], name=op.f("fk_refused_scans_location_id")),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_refused_scans_staff_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_refused_scans")),
    )
    with op.batch_alter_table("refused_scans", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_refused_scans_happened_at"), ["happened_at"], unique=False)

    op.create_table(
        "reversals",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("hand_over_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("staff_id", sa.Integer(), nullable=False),
        sa.Column("recorded_at", UtcDateTime(), nullable=False),
        sa.CheckConstraint("reason <> ''", name=op.f("ck_reversals_reason")),
        sa.ForeignKeyConstraint(["hand_over_id"], ["hand_overs.id"], name=op.f("fk_reversals_hand_over_id")),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_reversals_staff_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reversals")),
        sa.UniqueConstraint("hand_over_id", name=op.f("uq_reversals_hand_over_id")),
    )


def downgrade() -> None:
    op.drop_table("reversals")
    with op.batch_alter_table("refused_scans", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_refused_scans_happened_at"))

    op.drop_table("refused_scans")
    with op.batch_alter_table("hand_overs", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_hand_overs_effective",
            sqlite_where=sa.text("is_reversed = 0"),
            postgresql_where=sa.text("NOT is_reversed"),
        )
        batch_op.drop_index("ix_hand_overs_log")
        batch_op.drop_index("ix_hand_overs_location_day")

    op.drop_table("hand_overs")
    op.drop_table("entitled_people")
    with op.batch_alter_table("entitlements", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_entitlements_household_id"))

    op.drop_table("entitlements")
    op.drop_table("slots")
    with op.batch_alter_table("people", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_people_name_key"))
        batch_op.drop_index(batch_op.f("ix_people_household_id"))

    op.drop_table("people")
    with op.batch_alter_table("distributions", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_distributions_plan_nonce"))
        batch_op.drop_index(batch_op.f("ix_distributions_held_on"))
        batch_op.drop_index(batch_op.f("ix_distributions_cycle_id"))

    op.drop_table("distributions")
    with op.batch_alter_table("consents", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_consents_in_force",
            sqlite_where=sa.text("withdrawn_at IS NULL"),
            postgresql_where=sa.text("withdrawn_at IS NULL"),
        )

    op.drop_table("consents")
    with op.batch_alter_table("cards", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_cards_live", sqlite_where=sa.text("blocked_at IS NULL"), postgresql_where=sa.text("blocked_at IS NULL")
        )
        batch_op.drop_index(batch_op.f("ix_cards_household_id"))

    op.drop_table("cards")
    with op.batch_alter_table("households", schema=None) as batch_op:
        batch_op.drop_index("ix_households_street_house")
        batch_op.drop_index(batch_op.f("ix_households_settlement_id"))
        batch_op.drop_index(batch_op.f("ix_households_registered_at"))
        batch_op.drop_index(batch_op.f("ix_households_phone2_backwards"))
        batch_op.drop_index(batch_op.f("ix_households_phone1_backwards"))

    op.drop_table("households")
    with op.batch_alter_table("assignments", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_assignments_cycle_id"))

    op.drop_table("assignments")
    with op.batch_alter_table("streets", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_streets_settlement_id"))
        batch_op.drop_index(batch_op.f("ix_streets_name_key"))

    op.drop_table("streets")
    op.drop_table("programme_sizes")
    op.drop_table("programme_settlements")
    op.drop_table("kit_lines")
    op.drop_table("cycles")
    with op.batch_alter_table("staff_sessions", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_staff_sessions_staff_id"))

    op.drop_table("staff_sessions")
    op.drop_table("staff_roles")
    op.drop_table("programmes")
    op.drop_table("locations")
    op.drop_table("kit_versions")
    op.drop_table("throttles")
    op.drop_table("staff")
    op.drop_table("settlements")
    op.drop_table("partners")
    op.drop_table("kits")
    op.drop_table("hubs")
    with op.batch_alter_table("audit_entries", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_audit_entries_action"))

    op.drop_table("audit_entries")
