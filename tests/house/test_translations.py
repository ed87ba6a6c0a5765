"""Every word on screen can be translated and is translated to Ukrainian, in three plural forms."""

import io
import subprocess
import sys
from pathlib import Path

from babel.messages.catalog import Message
from babel.messages.pofile import read_po

from app.config import ROOT

CATALOGUE = ROOT / "app" / "translations" / "uk" / "LC_MESSAGES" / "messages.po"


def extracted(tmp_path: Path) -> set[str]:
    template = tmp_path / "messages.pot"
    command = [Path(sys.executable).with_name("pybabel"), "extract", "-F", "babel.cfg", "-k", "N_"]
    subprocess.run([*command, "-k", "lazy_gettext", "-o", template, "app"], cwd=ROOT, check=True, capture_output=True)
    return {key(message.id) for message in read_po(template.open("rb")) if message.id}


def is_translated(message: Message) -> bool:
    forms = message.string if isinstance(message.id, tuple) else [message.string]
    return all(forms) and not message.fuzzy


def key(identity: object) -> str:
    return str(identity[0]) if isinstance(identity, tuple | list) else str(identity)


def test_every_string_has_its_ukrainian(tmp_path: Path) -> None:
    catalogue = read_po(io.BytesIO(CATALOGUE.read_bytes()), locale="uk")
    translated = {
        key(message.id)
        for message in catalogue
        if message.id
        and not message.fuzzy
        and all(message.string if isinstance(message.id, tuple) else [message.string])
    }
    assert extracted(tmp_path) - translated == set()


def test_plurals_have_three_forms() -> None:
    catalogue = read_po(io.BytesIO(CATALOGUE.read_bytes()), locale="uk")
    assert catalogue.num_plurals == 3
    for message in catalogue:
        if isinstance(message.id, tuple):
            assert len(message.string) == 3, message.id


def test_ukrainian_words_keep_the_placeholders() -> None:
    catalogue = read_po(io.BytesIO(CATALOGUE.read_bytes()), locale="uk")
    broken = {key(message.id): [str(e) for e in errors] for message, errors in catalogue.check()}
    assert broken == {}


def test_ukrainian_has_no_russian_letters_and_the_right_apostrophe() -> None:
    for line in CATALOGUE.read_text().splitlines():
        if line.startswith("msgstr"):
            assert not set(line) & set("ыэъёЫЭЪЁ"), line
            assert "'" not in line.replace("msgstr", ""), line
