"""The file of a draw: whatever is changed in it is found."""

import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.draws import document, rules
from app.draws.document import Flaw
from app.draws.models import Draw, DrawEntry

AT = datetime(2026, 11, 22, 13, 0, tzinfo=UTC)
NAMES = ("0345", "1877", "20912", "5550", "90012")
SEED = "5f1e" * 8


def draw_of(names: tuple[str, ...] = NAMES, public_number: str | None = "461352") -> Draw:
    draw = Draw(
        year=2026, serial=3, title="Буржуйки: листопад", purpose="Печей менше, ніж потрібно.", places=2,
        held_at=AT, held_where="Ліцей, вул. Шкільна, 12", seed_code=rules.code_of(SEED), posted_at=AT,
        public_number=public_number, drawn_at=AT if public_number else None,
    )  # fmt: skip
    draw.entries = [DrawEntry(line=line, pseudonym=name) for line, name in enumerate(names, start=1)]
    draw.list_code = rules.code_of(document.text_before(draw, draw.seed_code))
    return draw


TRUE = document.text_of(draw_of(), SEED)
LIST_CODE = draw_of().list_code


def is_found_out(text: str) -> bool:
    """Whether whoever has the photo of the posted sheet sees that this is not the draw."""
    finding = document.check(text)
    return finding.flaw is not None or finding.list_code != LIST_CODE or finding.public_number != "461352"


def test_a_true_file_says_what_it_holds() -> None:
    finding = document.check(TRUE)
    assert finding.flaw is None
    assert (finding.number, finding.entries, finding.places) == ("ЖР-2026-0003", 5, 2)
    assert finding.list_code == LIST_CODE
    assert not is_found_out(TRUE)


def test_before_the_draw_the_file_holds_the_list_alone() -> None:
    text = document.text_of(draw_of(public_number=None), SEED)
    finding = document.check(text)
    assert (finding.flaw, finding.public_number, finding.list_code) == (None, "", LIST_CODE)
    assert SEED not in text
    assert TRUE.startswith(text)


def test_the_code_of_the_list_is_that_of_the_posted_file() -> None:
    """``sha256sum`` of the file before the draw gives the code on the wall."""
    assert rules.code_of(document.text_of(draw_of(public_number=None), SEED)) == LIST_CODE


def test_line_ends_and_the_mark_of_other_systems_do_no_harm() -> None:
    windows = b"\xef\xbb\xbf" + TRUE.replace("\n", "\r\n").encode()
    assert document.read(windows) == TRUE


@settings(max_examples=400, deadline=None)
@given(st.integers(0, len(TRUE.encode()) - 1), st.integers(0, 255))
def test_any_other_byte_is_found(place: int, byte: int) -> None:
    content = bytearray(TRUE.encode())
    if place >= TRUE.encode().index("Проведено".encode()) and place < TRUE.encode().rindex(b"\n\n"):
        return  # when it was drawn follows from nothing: the hub's own record tells it (test_cli)
    changed = bytes(content[:place]) + bytes([byte]) + bytes(content[place + 1 :])
    if changed != bytes(content):
        assert _is_refused(changed)


@settings(max_examples=300, deadline=None)
@given(st.integers(0, len(TRUE)), st.integers(0, 40), st.text(max_size=6))
def test_nothing_can_be_cut_out_or_put_in(start: int, length: int, more: str) -> None:
    changed = TRUE[:start] + more + TRUE[start + length :]
    drawn = TRUE.index("Проведено")
    if changed == TRUE or (start > drawn and start + length < TRUE.rindex("\n\n") and "\n" not in more):
        return
    assert _is_refused(changed.encode("utf-8", "replace"))


def _is_refused(content: bytes) -> bool:
    try:
        text = document.read(content)
    except ValueError:
        return True
    return text == TRUE or is_found_out(text)


@pytest.mark.parametrize(
    ("was", "becomes", "flaw"),
    [
        ("1877\n", "1877\n1877\n", Flaw.LIST),
        ("0345\n1877", "1877\n0345", Flaw.LIST),
        ("У списку: 5", "У списку: 6", Flaw.LIST),
        ("Місць: 2", "Місць: 0", Flaw.LIST),
        (f"число: {SEED}", f"число: {'5f1f' * 8}", Flaw.SEED),
        ("число: 461352", "число: 461353", Flaw.ORDER),
        ("Місць: 2\n", "", Flaw.SHAPE),
        ("Прилюдне число: 461352\n", "", Flaw.SHAPE),
    ],
)
def test_each_lie_has_its_name(was: str, becomes: str, flaw: Flaw) -> None:
    assert document.check(TRUE.replace(was, becomes, 1)).flaw is flaw


def test_another_winner_is_found() -> None:
    head, _, order = TRUE.rpartition("\n\n")
    first, second, *rest = order.splitlines()
    swapped = [first.replace(first.split()[1], second.split()[1]), second.replace(second.split()[1], first.split()[1])]
    assert document.check(head + "\n\n" + "\n".join([*swapped, *rest]) + "\n").flaw is Flaw.ORDER


def test_a_whole_other_draw_agrees_with_itself_but_not_with_the_photo() -> None:
    forged = document.text_of(draw_of((*NAMES[:-1], "99999")), SEED)
    assert document.check(forged).flaw is None
    assert is_found_out(forged)


def test_the_ten_lines_of_the_page_check_a_file(tmp_path: Path) -> None:
    assert len(document.TEN_LINES.strip().splitlines()) == 10
    said = run_ten_lines(tmp_path, TRUE)
    assert LIST_CODE in said
    assert rules.code_of(SEED) in said
    assert said.rstrip().endswith("так")


def test_the_ten_lines_find_a_winner_who_did_not_win(tmp_path: Path) -> None:
    assert run_ten_lines(tmp_path, TRUE.replace("число: 461352", "число: 461353")).rstrip().endswith("НІ")


def run_ten_lines(folder: Path, text: str) -> str:
    program, file = folder / "check.py", folder / "draw.txt"
    program.write_text(document.TEN_LINES, encoding="utf-8")
    file.write_text(text, encoding="utf-8", newline="")
    command = [sys.executable, "-X", "utf8", program, file]
    return subprocess.run(command, check=True, capture_output=True, encoding="utf-8").stdout
