"""Registration that survives real lists: proxies, events, duplicates, merges, wardens, imports, retention.

Revision ID: 0002
Revises: 0001
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager

import sqlalchemy as sa
from alembic import op
from alembic.operations import BatchOperations

from app.core.db import UtcDateTime

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def _backwards(column: str) -> sa.Computed:
    return sa.Computed(" || ".join(f"substr({column}, {place}, 1)" for place in range(13, 4, -1)), persisted=True)


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


def _rebuild_backwards(batch_op: BatchOperations) -> None:
    """Computed columns cannot be copied into a rebuilt table, so they are computed anew."""
    for phone in ("phone1", "phone2"):
        batch_op.drop_index(op.f(f"ix_households_{phone}_backwards"))
        batch_op.drop_column(f"{phone}_backwards")
        kind = sa.String(9).with_variant(sa.String(9, collation="C"), "postgresql")
        batch_op.add_column(sa.Column(f"{phone}_backwards", kind, _backwards(phone), nullable=False))
        batch_op.create_index(op.f(f"ix_households_{phone}_backwards"), [f"{phone}_backwards"])


def upgrade() -> None:
    op.create_table(
        "import_shapes",
        sa.Column("shape", sa.String(length=64), nullable=False),
        sa.Column("decided", sa.Text(), nullable=False),
        sa.Column("decided_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("shape", name=op.f("pk_import_shapes")),
    )
    op.create_table(
        "retention_terms",
        sa.Column(
            "kind",
            sa.Enum(
                "households",
                "documents",
                "notes",
                "collectors",
                "rounds",
                "imported_rows",
                "merges",
                "refused_scans",
                name="kept",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("days", sa.SmallInteger(), nullable=True),
        sa.CheckConstraint("days BETWEEN 1 AND 3660", name=op.f("ck_retention_terms_days")),
        sa.PrimaryKeyConstraint("kind", name=op.f("pk_retention_terms")),
    )
    op.create_table(
        "card_batches",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("cards", sa.SmallInteger(), nullable=False),
        sa.Column("made_at", UtcDateTime(), nullable=False),
        sa.Column("made_by_id", sa.Integer(), nullable=True),
        sa.Column("nonce", sa.String(length=32), nullable=False),
        sa.CheckConstraint("cards BETWEEN 1 AND 200", name=op.f("ck_card_batches_cards")),
        sa.ForeignKeyConstraint(["made_by_id"], ["staff.id"], name=op.f("fk_card_batches_made_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_card_batches")),
        sa.UniqueConstraint("nonce", name=op.f("uq_card_batches_nonce")),
    )
    op.create_table(
        "imports",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "columns",
                "reading",
                "pairing",
                "comparing",
                "settling",
                "ready",
                "searching",
                "done",
                name="importstate",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("file_name", sa.String(length=120), nullable=False),
        sa.Column(
            "file_kind",
            sa.Enum("xlsx", "xls", "ods", "csv", name="filekind", native_enum=False, create_constraint=True, length=24),
            nullable=False,
        ),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=True),
        sa.Column("mapping", sa.Text(), nullable=True),
        sa.Column("settlements", sa.Text(), nullable=False),
        sa.Column("shape", sa.String(length=64), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("counts", sa.Text(), nullable=False),
        sa.Column("outline", sa.Text(), nullable=True),
        sa.Column("last_household_id", sa.Integer(), nullable=False),
        sa.Column("lists_before", sa.Integer(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("touched_at", UtcDateTime(), nullable=False),
        sa.Column("finished_at", UtcDateTime(), nullable=True),
        sa.Column("finished_by_id", sa.Integer(), nullable=True),
        sa.Column("nonce", sa.String(length=32), nullable=True),
        sa.Column("report", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "(state IN ('searching', 'done')) = (content IS NULL)", name=op.f("ck_imports_content_while_open")
        ),
        sa.CheckConstraint(
            "(state IN ('searching', 'done')) = (finished_at IS NOT NULL)", name=op.f("ck_imports_finished_when")
        ),
        sa.CheckConstraint(
            "(state IN ('searching', 'done')) = (report IS NOT NULL)", name=op.f("ck_imports_report_when_written")
        ),
        sa.ForeignKeyConstraint(["created_by_id"], ["staff.id"], name=op.f("fk_imports_created_by_id")),
        sa.ForeignKeyConstraint(["finished_by_id"], ["staff.id"], name=op.f("fk_imports_finished_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_imports")),
        sa.UniqueConstraint("nonce", name=op.f("uq_imports_nonce")),
    )
    with op.batch_alter_table("imports", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_imports_digest"), ["digest"], unique=False)
        batch_op.create_index(batch_op.f("ix_imports_state"), ["state"], unique=False)
        batch_op.create_index(batch_op.f("ix_imports_touched_at"), ["touched_at"], unique=False)

    op.create_table(
        "rounds",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("year", sa.SmallInteger(), nullable=False),
        sa.Column("serial", sa.Integer(), nullable=False),
        sa.Column("warden_id", sa.Integer(), nullable=False),
        sa.Column("made_at", UtcDateTime(), nullable=False),
        sa.Column("made_by_id", sa.Integer(), nullable=True),
        sa.Column("return_by", sa.Date(), nullable=False),
        sa.Column("cancelled_at", UtcDateTime(), nullable=True),
        sa.Column("cancelled_by_id", sa.Integer(), nullable=True),
        sa.Column("entered_at", UtcDateTime(), nullable=True),
        sa.Column("entered_by_id", sa.Integer(), nullable=True),
        sa.Column("saves", sa.SmallInteger(), nullable=False),
        sa.Column("saved_nonce", sa.String(length=32), nullable=True),
        sa.Column("nonce", sa.String(length=32), nullable=False),
        sa.CheckConstraint("cancelled_at IS NULL OR entered_at IS NULL", name=op.f("ck_rounds_cancelled_or_entered")),
        sa.CheckConstraint("serial > 0", name=op.f("ck_rounds_serial")),
        sa.ForeignKeyConstraint(["cancelled_by_id"], ["staff.id"], name=op.f("fk_rounds_cancelled_by_id")),
        sa.ForeignKeyConstraint(["entered_by_id"], ["staff.id"], name=op.f("fk_rounds_entered_by_id")),
        sa.ForeignKeyConstraint(["made_by_id"], ["staff.id"], name=op.f("fk_rounds_made_by_id")),
        sa.ForeignKeyConstraint(["warden_id"], ["staff.id"], name=op.f("fk_rounds_warden_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rounds")),
        sa.UniqueConstraint("nonce", name=op.f("uq_rounds_nonce")),
        sa.UniqueConstraint("year", "serial", name=op.f("uq_rounds_year_serial")),
    )
    with op.batch_alter_table("rounds", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_rounds_warden_id"), ["warden_id"], unique=False)

    op.create_table(
        "round_streets",
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("street_id", sa.Integer(), nullable=False),
        sa.Column(
            "side",
            sa.Enum("odd", "even", name="side", native_enum=False, create_constraint=True, length=24),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(["round_id"], ["rounds.id"], name=op.f("fk_round_streets_round_id")),
        sa.ForeignKeyConstraint(["street_id"], ["streets.id"], name=op.f("fk_round_streets_street_id")),
        sa.PrimaryKeyConstraint("round_id", "street_id", "side", name=op.f("pk_round_streets")),
    )
    op.create_table(
        "warden_streets",
        sa.Column("street_id", sa.Integer(), nullable=False),
        sa.Column(
            "side",
            sa.Enum("odd", "even", name="side", native_enum=False, create_constraint=True, length=24),
            nullable=False,
        ),
        sa.Column("warden_id", sa.Integer(), nullable=False),
        sa.Column("given_at", UtcDateTime(), nullable=False),
        sa.Column("given_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["given_by_id"], ["staff.id"], name=op.f("fk_warden_streets_given_by_id")),
        sa.ForeignKeyConstraint(["street_id"], ["streets.id"], name=op.f("fk_warden_streets_street_id")),
        sa.ForeignKeyConstraint(["warden_id"], ["staff.id"], name=op.f("fk_warden_streets_warden_id")),
        sa.PrimaryKeyConstraint("street_id", "side", name=op.f("pk_warden_streets")),
    )
    with op.batch_alter_table("warden_streets", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_warden_streets_warden_id"), ["warden_id"], unique=False)

    op.create_table(
        "duplicate_pairs",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("first_id", sa.Integer(), nullable=False),
        sa.Column("second_id", sa.Integer(), nullable=False),
        sa.Column("strength", sa.Integer(), nullable=False),
        sa.Column("reasons", sa.Text(), nullable=False),
        sa.Column("found_at", UtcDateTime(), nullable=False),
        sa.Column(
            "decision",
            sa.Enum(
                "open",
                "same",
                "not_the_same",
                "later",
                name="pairdecision",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("decided_at", UtcDateTime(), nullable=True),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("(decision = 'open') = (decided_at IS NULL)", name=op.f("ck_duplicate_pairs_decided_when")),
        sa.CheckConstraint("first_id < second_id", name=op.f("ck_duplicate_pairs_in_order")),
        sa.ForeignKeyConstraint(["decided_by_id"], ["staff.id"], name=op.f("fk_duplicate_pairs_decided_by_id")),
        sa.ForeignKeyConstraint(["first_id"], ["households.id"], name=op.f("fk_duplicate_pairs_first_id")),
        sa.ForeignKeyConstraint(["second_id"], ["households.id"], name=op.f("fk_duplicate_pairs_second_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_duplicate_pairs")),
        sa.UniqueConstraint("first_id", "second_id", name=op.f("uq_duplicate_pairs_first_id_second_id")),
    )
    with op.batch_alter_table("duplicate_pairs", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_duplicate_pairs_second_id"), ["second_id"], unique=False)
        batch_op.create_index("ix_duplicate_pairs_work", ["decision", "strength", "id"], unique=False)

    op.create_table(
        "import_lines",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("household_id", sa.Integer(), nullable=False),
        sa.Column("import_id", sa.Integer(), nullable=False),
        sa.Column("shape", sa.String(length=64), nullable=False),
        sa.Column("sheet", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("identity", sa.String(length=64), nullable=False),
        sa.Column("said", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["household_id"], ["households.id"], name=op.f("fk_import_lines_household_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["import_id"], ["imports.id"], name=op.f("fk_import_lines_import_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_lines")),
    )
    with op.batch_alter_table("import_lines", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_import_lines_digest"), ["digest"], unique=False)
        batch_op.create_index("ix_import_lines_household", ["household_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_import_lines_identity"), ["identity"], unique=False)
        batch_op.create_index(batch_op.f("ix_import_lines_import_id"), ["import_id"], unique=False)

    op.create_table(
        "proxies",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("household_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column(
            "name_key",
            sa.String(length=190).with_variant(sa.String(length=190, collation="C"), "postgresql"),
            nullable=False,
        ),
        sa.Column("birth_year", sa.SmallInteger(), nullable=True),
        sa.Column("phone", sa.String(length=13), nullable=False),
        sa.Column(
            "relation",
            sa.Enum(
                "family",
                "neighbour",
                "warden",
                "social_worker",
                "volunteer",
                name="proxyrelation",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column(
            "basis",
            sa.Enum(
                "spoken",
                "note",
                "social_service",
                name="proxybasis",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=False),
        sa.Column("is_one_time", sa.Boolean(), nullable=False),
        sa.Column("used_at", UtcDateTime(), nullable=True),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("revoked_at", UtcDateTime(), nullable=True),
        sa.Column("nonce", sa.String(length=32), nullable=True),
        sa.CheckConstraint("name <> ''", name=op.f("ck_proxies_name")),
        sa.CheckConstraint("birth_year BETWEEN 1900 AND 2200", name=op.f("ck_proxies_birth_year")),
        sa.CheckConstraint("used_at IS NULL OR is_one_time", name=op.f("ck_proxies_used_once")),
        sa.CheckConstraint("valid_to >= valid_from", name=op.f("ck_proxies_validity")),
        sa.ForeignKeyConstraint(["created_by_id"], ["staff.id"], name=op.f("fk_proxies_created_by_id")),
        sa.ForeignKeyConstraint(["household_id"], ["households.id"], name=op.f("fk_proxies_household_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_proxies")),
        sa.UniqueConstraint("nonce", name=op.f("uq_proxies_nonce")),
    )
    with op.batch_alter_table("proxies", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_proxies_household_id"), ["household_id"], unique=False)
        batch_op.create_index("ix_proxies_one_person", ["name_key", "birth_year"], unique=False)

    op.create_table(
        "round_rows",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("row_no", sa.SmallInteger(), nullable=False),
        sa.Column("household_id", sa.Integer(), nullable=False),
        sa.Column("was_missed", sa.Boolean(), nullable=False),
        sa.Column("is_reached", sa.Boolean(), nullable=False),
        sa.Column("is_told", sa.Boolean(), nullable=False),
        sa.CheckConstraint("row_no > 0", name=op.f("ck_round_rows_row_no")),
        sa.ForeignKeyConstraint(["household_id"], ["households.id"], name=op.f("fk_round_rows_household_id")),
        sa.ForeignKeyConstraint(["round_id"], ["rounds.id"], name=op.f("fk_round_rows_round_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_round_rows")),
        sa.UniqueConstraint("round_id", "household_id", name=op.f("uq_round_rows_round_id_household_id")),
        sa.UniqueConstraint("round_id", "row_no", name=op.f("uq_round_rows_round_id_row_no")),
    )
    with op.batch_alter_table("round_rows", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_round_rows_household_id"), ["household_id"], unique=False)

    op.create_table(
        "household_events",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("household_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "birth",
                "death",
                "arrival",
                "departure",
                "split",
                "transfer",
                "all_left",
                "all_back",
                name="eventkind",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("other_household_id", sa.Integer(), nullable=True),
        sa.Column("happened_on", sa.Date(), nullable=False),
        sa.Column("recorded_at", UtcDateTime(), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=True),
        sa.Column("nonce", sa.String(length=32), nullable=True),
        sa.ForeignKeyConstraint(["household_id"], ["households.id"], name=op.f("fk_household_events_household_id")),
        sa.ForeignKeyConstraint(
            ["other_household_id"], ["households.id"], name=op.f("fk_household_events_other_household_id")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_household_events_person_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(["recorded_by_id"], ["staff.id"], name=op.f("fk_household_events_recorded_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_household_events")),
        sa.UniqueConstraint("nonce", name=op.f("uq_household_events_nonce")),
    )
    with op.batch_alter_table("household_events", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_household_events_household_id"), ["household_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_household_events_other_household_id"), ["other_household_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_household_events_person_id"), ["person_id"], unique=False)

    op.create_table(
        "import_rows",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("import_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("sheet", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("identity", sa.String(length=64), nullable=False),
        sa.Column("reading", sa.Text(), nullable=False),
        sa.Column(
            "outcome",
            sa.Enum(
                "new",
                "unchanged",
                "differs",
                "perhaps",
                "unclear",
                name="outcome",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=True,
        ),
        sa.Column(
            "choice",
            sa.Enum(
                "create",
                "take_over",
                "keep",
                "leave_out",
                name="choice",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=True,
        ),
        sa.Column("line_id", sa.Integer(), nullable=True),
        sa.Column("household_id", sa.Integer(), nullable=True),
        sa.Column("twin", sa.Integer(), nullable=True),
        sa.Column("similarity", sa.Text(), nullable=False),
        sa.Column("candidates", sa.Text(), nullable=False),
        sa.Column("differences", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["household_id"], ["households.id"], name=op.f("fk_import_rows_household_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["import_id"], ["imports.id"], name=op.f("fk_import_rows_import_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["line_id"], ["import_lines.id"], name=op.f("fk_import_rows_line_id"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_rows")),
        sa.UniqueConstraint("import_id", "position", name=op.f("uq_import_rows_import_id_position")),
    )
    with op.batch_alter_table("import_rows", schema=None) as batch_op:
        batch_op.create_index("ix_import_rows_outcome", ["import_id", "outcome", "position"], unique=False)

    op.create_table(
        "match_keys",
        sa.Column(
            "key", sa.String(length=64).with_variant(sa.String(length=64, collation="C"), "postgresql"), nullable=False
        ),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_match_keys_person_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("key", "person_id", name=op.f("pk_match_keys")),
    )
    with op.batch_alter_table("match_keys", schema=None) as batch_op:
        batch_op.create_index("ix_match_keys_person", ["person_id"], unique=False)

    op.create_table(
        "merges",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kept_id", sa.Integer(), nullable=False),
        sa.Column("merged_id", sa.Integer(), nullable=False),
        sa.Column("kept_person_id", sa.Integer(), nullable=True),
        sa.Column("merged_at", UtcDateTime(), nullable=False),
        sa.Column("merged_by_id", sa.Integer(), nullable=True),
        sa.Column("nonce", sa.String(length=32), nullable=False),
        sa.Column("before", sa.Text(), nullable=True),
        sa.Column("undone_at", UtcDateTime(), nullable=True),
        sa.Column("undone_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "(kept_person_id IS NOT NULL) OR (kept_id <> merged_id)", name=op.f("ck_merges_two_records")
        ),
        sa.CheckConstraint("(undone_at IS NULL) OR (before IS NULL)", name=op.f("ck_merges_undone_once")),
        sa.ForeignKeyConstraint(["kept_id"], ["households.id"], name=op.f("fk_merges_kept_id")),
        sa.ForeignKeyConstraint(
            ["kept_person_id"], ["people.id"], name=op.f("fk_merges_kept_person_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["merged_by_id"], ["staff.id"], name=op.f("fk_merges_merged_by_id")),
        sa.ForeignKeyConstraint(["merged_id"], ["households.id"], name=op.f("fk_merges_merged_id")),
        sa.ForeignKeyConstraint(["undone_by_id"], ["staff.id"], name=op.f("fk_merges_undone_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_merges")),
        sa.UniqueConstraint("nonce", name=op.f("uq_merges_nonce")),
    )
    with op.batch_alter_table("merges", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_merges_kept_id"), ["kept_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_merges_kept_person_id"), ["kept_person_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_merges_merged_id"), ["merged_id"], unique=False)

    op.create_table(
        "reported_changes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "birth",
                "death",
                "new_people",
                "departure",
                "all_left",
                "new_household",
                "phone",
                "other",
                name="changekind",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("household_id", sa.Integer(), nullable=True),
        sa.Column("round_id", sa.Integer(), nullable=True),
        sa.Column("row_id", sa.Integer(), nullable=True),
        sa.Column("text", sa.String(length=120), nullable=False),
        sa.Column("reported_at", UtcDateTime(), nullable=False),
        sa.Column("reported_by_id", sa.Integer(), nullable=True),
        sa.Column(
            "state",
            sa.Enum(
                "waiting",
                "accepted",
                "declined",
                name="changestate",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("decided_at", UtcDateTime(), nullable=True),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.Column("answer", sa.String(length=120), nullable=False),
        sa.Column("nonce", sa.String(length=32), nullable=True),
        sa.CheckConstraint(
            "(kind = 'new_household') = (household_id IS NULL)", name=op.f("ck_reported_changes_about_whom")
        ),
        sa.CheckConstraint("(state = 'waiting') = (decided_at IS NULL)", name=op.f("ck_reported_changes_decided_when")),
        sa.ForeignKeyConstraint(["decided_by_id"], ["staff.id"], name=op.f("fk_reported_changes_decided_by_id")),
        sa.ForeignKeyConstraint(["household_id"], ["households.id"], name=op.f("fk_reported_changes_household_id")),
        sa.ForeignKeyConstraint(["reported_by_id"], ["staff.id"], name=op.f("fk_reported_changes_reported_by_id")),
        sa.ForeignKeyConstraint(["round_id"], ["rounds.id"], name=op.f("fk_reported_changes_round_id")),
        sa.ForeignKeyConstraint(["row_id"], ["round_rows.id"], name=op.f("fk_reported_changes_row_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reported_changes")),
        sa.UniqueConstraint("nonce", name=op.f("uq_reported_changes_nonce")),
        sa.UniqueConstraint("row_id", name=op.f("uq_reported_changes_row_id")),
    )
    with op.batch_alter_table("reported_changes", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_reported_changes_household_id"), ["household_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_reported_changes_round_id"), ["round_id"], unique=False)
        batch_op.create_index("ix_reported_changes_work", ["state", "id"], unique=False)

    op.create_table(
        "round_needs",
        sa.Column("row_id", sa.Integer(), nullable=False),
        sa.Column("place", sa.SmallInteger(), nullable=False),
        sa.Column(
            "code",
            sa.Enum(
                "food",
                "water",
                "medicine",
                "hygiene",
                "baby",
                "heat",
                "repair",
                "clothes",
                "connection",
                "documents",
                "psychologist",
                "care",
                "work",
                "transport",
                "other",
                name="needcode",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
        ),
        sa.CheckConstraint("place BETWEEN 1 AND 3", name=op.f("ck_round_needs_place")),
        sa.ForeignKeyConstraint(["row_id"], ["round_rows.id"], name=op.f("fk_round_needs_row_id")),
        sa.PrimaryKeyConstraint("row_id", "place", name=op.f("pk_round_needs")),
        sa.UniqueConstraint("row_id", "code", name=op.f("uq_round_needs_row_id_code")),
    )
    op.create_table(
        "covered_people",
        sa.Column("cycle_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("entitlement_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["cycle_id"], ["cycles.id"], name=op.f("fk_covered_people_cycle_id")),
        sa.ForeignKeyConstraint(["entitlement_id"], ["entitlements.id"], name=op.f("fk_covered_people_entitlement_id")),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_covered_people_person_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("cycle_id", "person_id", name=op.f("pk_covered_people")),
    )
    with op.batch_alter_table("covered_people", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_covered_people_entitlement_id"), ["entitlement_id"], unique=False)

    with op.batch_alter_table("audit_entries", schema=None) as batch_op:
        batch_op.create_index("ix_audit_entries_subject", ["subject_kind", "subject_id", "id"], unique=False)

    op.drop_index("uq_cards_live", "cards")
    with _altered(
        "cards",
        dropped=["ck_cards_blockreason"],
        added={
            "ck_cards_blockreason": "block_reason IN ('replaced', 'lost', 'under_check', 'not_printed')",
            "ck_cards_checked_when_blocked": "check_reason IS NULL OR block_reason = 'under_check'",
            "ck_cards_alias_of_household": "NOT is_alias OR household_id IS NOT NULL",
            "ck_cards_blank_of_batch": "household_id IS NOT NULL OR batch_id IS NOT NULL",
        },
    ) as batch_op:
        batch_op.add_column(sa.Column("batch_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("is_alias", sa.Boolean(), server_default=sa.false(), nullable=False))
        batch_op.add_column(sa.Column("approved_by_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("approval_reason", sa.String(length=200), server_default="", nullable=False))
        batch_op.add_column(sa.Column("blocked_by_id", sa.Integer(), nullable=True))
        batch_op.add_column(
            sa.Column(
                "check_reason",
                sa.Enum(
                    "stranger",
                    "two_records",
                    "data_differ",
                    "asked",
                    name="checkreason",
                    native_enum=False,
                    create_constraint=True,
                    length=24,
                ),
                nullable=True,
            )
        )
        batch_op.alter_column("household_id", existing_type=sa.INTEGER(), nullable=True)
        batch_op.create_index(batch_op.f("ix_cards_batch_id"), ["batch_id"], unique=False)
        batch_op.create_index("ix_cards_blocked", ["block_reason", "blocked_at", "id"], unique=False)
        batch_op.create_foreign_key(batch_op.f("fk_cards_blocked_by_id"), "staff", ["blocked_by_id"], ["id"])
        batch_op.create_foreign_key(batch_op.f("fk_cards_batch_id"), "card_batches", ["batch_id"], ["id"])
        batch_op.create_foreign_key(batch_op.f("fk_cards_approved_by_id"), "staff", ["approved_by_id"], ["id"])
    op.create_index(
        "uq_cards_live",
        "cards",
        ["household_id"],
        unique=True,
        sqlite_where=sa.text("blocked_at IS NULL AND is_alias = 0"),
        postgresql_where=sa.text("blocked_at IS NULL AND NOT is_alias"),
    )

    with _altered("entitlements") as batch_op:
        batch_op.add_column(sa.Column("withdrawn_at", UtcDateTime(), nullable=True))
        batch_op.drop_constraint(batch_op.f("uq_entitlements_cycle_id_household_id"), type_="unique")
        batch_op.create_index(
            "uq_entitlements_cycle_id_household_id",
            ["cycle_id", "household_id"],
            unique=True,
            sqlite_where=sa.text("withdrawn_at IS NULL"),
            postgresql_where=sa.text("withdrawn_at IS NULL"),
        )
        batch_op.drop_constraint(batch_op.f("uq_entitlements_slot_id_place"), type_="unique")
        batch_op.create_index(
            "uq_entitlements_slot_id_place",
            ["slot_id", "place"],
            unique=True,
            sqlite_where=sa.text("withdrawn_at IS NULL"),
            postgresql_where=sa.text("withdrawn_at IS NULL"),
        )
        batch_op.create_index(batch_op.f("ix_entitlements_slot_id"), ["slot_id"], unique=False)

    with _altered(
        "hand_overs",
        added={
            "ck_hand_overs_proxy_is_no_member": "proxy_id IS NULL OR collector_kind <> 'member'",
            "ck_hand_overs_approved_with_reason": "(approved_by_id IS NULL) = (approval_reason = '')",
        },
    ) as batch_op:
        batch_op.add_column(sa.Column("proxy_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("approved_by_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("approval_reason", sa.String(length=200), server_default="", nullable=False))
        batch_op.create_index(batch_op.f("ix_hand_overs_proxy_id"), ["proxy_id"], unique=False)
        batch_op.create_foreign_key(batch_op.f("fk_hand_overs_approved_by_id"), "staff", ["approved_by_id"], ["id"])
        batch_op.create_foreign_key(batch_op.f("fk_hand_overs_proxy_id"), "proxies", ["proxy_id"], ["id"])

    with _altered(
        "households",
        dropped=["ck_households_minimal_has_size", "ck_households_householdstatus"],
        added={
            "ck_households_minimal_has_size": "NOT is_minimal OR declared_size IS NOT NULL",
            "ck_households_householdstatus": "status IN ('active', 'inactive', 'moved', 'under_check', 'merged')",
            "ck_households_merged_into": "(status = 'merged') = (merged_into_id IS NOT NULL)",
            "ck_households_not_into_itself": "merged_into_id <> id",
        },
    ) as batch_op:
        _rebuild_backwards(batch_op)
        batch_op.add_column(
            sa.Column(
                "status_reason",
                sa.Enum(
                    "moved_away",
                    "asked",
                    "twice",
                    "all_gone",
                    "to_check",
                    "came_back",
                    name="statusreason",
                    native_enum=False,
                    create_constraint=True,
                    length=24,
                ),
                nullable=True,
            )
        )
        batch_op.add_column(sa.Column("status_changed_at", UtcDateTime(), nullable=True))
        batch_op.add_column(sa.Column("cleared_at", UtcDateTime(), nullable=True))
        batch_op.add_column(sa.Column("merged_into_id", sa.Integer(), nullable=True))
        batch_op.create_index(batch_op.f("ix_households_merged_into_id"), ["merged_into_id"], unique=False)
        batch_op.create_foreign_key(
            batch_op.f("fk_households_merged_into_id"), "households", ["merged_into_id"], ["id"]
        )


def downgrade() -> None:
    op.execute("DELETE FROM cards WHERE household_id IS NULL")
    op.execute("UPDATE cards SET block_reason = 'replaced' WHERE block_reason = 'not_printed'")
    op.execute("UPDATE households SET status = 'inactive' WHERE status = 'merged'")
    op.execute("UPDATE households SET declared_size = NULL WHERE NOT is_minimal")
    with _altered(
        "households",
        dropped=[
            "ck_households_minimal_has_size",
            "ck_households_householdstatus",
            "ck_households_merged_into",
            "ck_households_not_into_itself",
            "ck_households_statusreason",
        ],
        added={
            "ck_households_minimal_has_size": "is_minimal = (declared_size IS NOT NULL)",
            "ck_households_householdstatus": "status IN ('active', 'inactive', 'moved', 'under_check')",
        },
    ) as batch_op:
        _rebuild_backwards(batch_op)
        batch_op.drop_constraint(batch_op.f("fk_households_merged_into_id"), type_="foreignkey")
        batch_op.drop_index(batch_op.f("ix_households_merged_into_id"))
        batch_op.drop_column("merged_into_id")
        batch_op.drop_column("cleared_at")
        batch_op.drop_column("status_changed_at")
        batch_op.drop_column("status_reason")

    with _altered(
        "hand_overs", dropped=["ck_hand_overs_proxy_is_no_member", "ck_hand_overs_approved_with_reason"]
    ) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_hand_overs_proxy_id"), type_="foreignkey")
        batch_op.drop_constraint(batch_op.f("fk_hand_overs_approved_by_id"), type_="foreignkey")
        batch_op.drop_index(batch_op.f("ix_hand_overs_proxy_id"))
        batch_op.drop_column("approval_reason")
        batch_op.drop_column("approved_by_id")
        batch_op.drop_column("proxy_id")

    with _altered("entitlements") as batch_op:
        batch_op.drop_index(batch_op.f("ix_entitlements_slot_id"))
        batch_op.drop_index(
            "uq_entitlements_slot_id_place",
            sqlite_where=sa.text("withdrawn_at IS NULL"),
            postgresql_where=sa.text("withdrawn_at IS NULL"),
        )
        batch_op.create_unique_constraint(batch_op.f("uq_entitlements_slot_id_place"), ["slot_id", "place"])
        batch_op.drop_index(
            "uq_entitlements_cycle_id_household_id",
            sqlite_where=sa.text("withdrawn_at IS NULL"),
            postgresql_where=sa.text("withdrawn_at IS NULL"),
        )
        batch_op.create_unique_constraint(
            batch_op.f("uq_entitlements_cycle_id_household_id"), ["cycle_id", "household_id"]
        )
        batch_op.drop_column("withdrawn_at")

    op.drop_index("uq_cards_live", "cards")
    op.execute(
        "UPDATE cards SET blocked_at = issued_at, block_reason = 'replaced' WHERE is_alias AND blocked_at IS NULL"
    )
    with _altered(
        "cards",
        dropped=[
            "ck_cards_alias_of_household",
            "ck_cards_blank_of_batch",
            "ck_cards_checked_when_blocked",
            "ck_cards_checkreason",
            "ck_cards_blockreason",
        ],
        added={"ck_cards_blockreason": "block_reason IN ('replaced', 'lost', 'under_check')"},
    ) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_cards_approved_by_id"), type_="foreignkey")
        batch_op.drop_constraint(batch_op.f("fk_cards_batch_id"), type_="foreignkey")
        batch_op.drop_constraint(batch_op.f("fk_cards_blocked_by_id"), type_="foreignkey")
        batch_op.drop_index("ix_cards_blocked")
        batch_op.drop_index(batch_op.f("ix_cards_batch_id"))
        batch_op.alter_column("household_id", existing_type=sa.INTEGER(), nullable=False)
        batch_op.drop_column("check_reason")
        batch_op.drop_column("blocked_by_id")
        batch_op.drop_column("approval_reason")
        batch_op.drop_column("approved_by_id")
        batch_op.drop_column("is_alias")
        batch_op.drop_column("batch_id")
    op.create_index(
        "uq_cards_live",
        "cards",
        ["household_id"],
        unique=True,
        sqlite_where=sa.text("blocked_at IS NULL"),
        postgresql_where=sa.text("blocked_at IS NULL"),
    )

    with op.batch_alter_table("audit_entries", schema=None) as batch_op:
        batch_op.drop_index("ix_audit_entries_subject")

    with op.batch_alter_table("covered_people", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_covered_people_entitlement_id"))

    op.drop_table("covered_people")
    op.drop_table("round_needs")
    with op.batch_alter_table("reported_changes", schema=None) as batch_op:
        batch_op.drop_index("ix_reported_changes_work")
        batch_op.drop_index(batch_op.f("ix_reported_changes_round_id"))
        batch_op.drop_index(batch_op.f("ix_reported_changes_household_id"))

    op.drop_table("reported_changes")
    with op.batch_alter_table("merges", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_merges_merged_id"))
        batch_op.drop_index(batch_op.f("ix_merges_kept_person_id"))
        batch_op.drop_index(batch_op.f("ix_merges_kept_id"))

    op.drop_table("merges")
    with op.batch_alter_table("match_keys", schema=None) as batch_op:
        batch_op.drop_index("ix_match_keys_person")

    op.drop_table("match_keys")
    with op.batch_alter_table("import_rows", schema=None) as batch_op:
        batch_op.drop_index("ix_import_rows_outcome")

    op.drop_table("import_rows")
    with op.batch_alter_table("household_events", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_household_events_person_id"))
        batch_op.drop_index(batch_op.f("ix_household_events_other_household_id"))
        batch_op.drop_index(batch_op.f("ix_household_events_household_id"))

    op.drop_table("household_events")
    with op.batch_alter_table("round_rows", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_round_rows_household_id"))

    op.drop_table("round_rows")
    with op.batch_alter_table("proxies", schema=None) as batch_op:
        batch_op.drop_index("ix_proxies_one_person")
        batch_op.drop_index(batch_op.f("ix_proxies_household_id"))

    op.drop_table("proxies")
    with op.batch_alter_table("import_lines", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_import_lines_import_id"))
        batch_op.drop_index(batch_op.f("ix_import_lines_identity"))
        batch_op.drop_index("ix_import_lines_household")
        batch_op.drop_index(batch_op.f("ix_import_lines_digest"))

    op.drop_table("import_lines")
    with op.batch_alter_table("duplicate_pairs", schema=None) as batch_op:
        batch_op.drop_index("ix_duplicate_pairs_work")
        batch_op.drop_index(batch_op.f("ix_duplicate_pairs_second_id"))

    op.drop_table("duplicate_pairs")
    with op.batch_alter_table("warden_streets", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_warden_streets_warden_id"))

    op.drop_table("warden_streets")
    op.drop_table("round_streets")
    with op.batch_alter_table("rounds", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_rounds_warden_id"))

    op.drop_table("rounds")
    with op.batch_alter_table("imports", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_imports_touched_at"))
        batch_op.drop_index(batch_op.f("ix_imports_state"))
        batch_op.drop_index(batch_op.f("ix_imports_digest"))

    op.drop_table("imports")
    op.drop_table("card_batches")
    op.drop_table("retention_terms")
    op.drop_table("import_shapes")
