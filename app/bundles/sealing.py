"""One encrypted file, as it travels on a stick. Bytes in, bytes out: nothing here touches the disk.

The passphrase is twenty random digits (66 bits), stretched by scrypt; the body is compressed JSON under AES-256-GCM,
and the header is authenticated with it. A check value in the header tells a wrong passphrase from a damaged file.
"""

import hmac
import json
import re
import secrets
import zlib
from enum import IntEnum
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from app.core.errors import N_, Refusal

MAGIC = b"PORIAD-FIELD\n"
FORMAT = 2
"""Raised when the header or the meaning of the body changes."""
PASSPHRASE_DIGITS = 20
LARGEST = 40_000_000
"""Bytes of a body that is unpacked; a day of five hundred households is a hundredth of it."""
_SALT, _NONCE, _CHECK = 16, 12, 16
_HEADER = len(MAGIC) + 2 + _SALT + _CHECK + _NONCE


class Content(IntEnum):
    """What a file carries: work to be done in the field, or what was done there."""

    WORK = 1
    RESULTS = 2


class NotOurFile(Refusal):
    message = N_("This is not a file of a field laptop. Choose the file whose name begins with poriad-field.")
    status = 422


class OtherFormat(Refusal):
    message = N_("Another version of the program made this file. Bring both machines to the same version.")
    status = 422


class OtherContent(Refusal):
    """Work where results are awaited, or the other way round."""

    message = N_("This file goes the other way: work is opened on the laptop, results are brought back to the hub.")
    status = 422


class WrongPassphrase(Refusal):
    message = N_("The passphrase does not open this file. Look at its twenty digits again.")
    status = 422


class Damaged(Refusal):
    message = N_("The passphrase is right, but the file is damaged. Copy it to the stick once more.")
    status = 422


class Misshapen(Refusal):
    """It opens, and what is inside is not what this program writes: made by hand, or by a program that was changed."""

    message = N_("The passphrase is right, but what is in the file is not in order. Make it anew where it was made.")
    status = 422


def new_passphrase() -> str:
    """Twenty random digits. Shown once to whoever carries the file, and kept nowhere."""
    return f"{secrets.randbelow(10**PASSPHRASE_DIGITS):0{PASSPHRASE_DIGITS}d}"


def show_passphrase(digits: str) -> str:
    """As it is written down and read out: four groups of five."""
    return " ".join(digits[start : start + 5] for start in range(0, len(digits), 5))


def read_passphrase(typed: str) -> str:
    """The digits that were typed, with or without anything between them; empty when they are not twenty."""
    digits = "".join(re.findall("[0-9]", typed))
    return digits if len(digits) == PASSPHRASE_DIGITS else ""


def seal(body: Any, content: Content, passphrase: str) -> bytes:
    """The file. ``body`` is anything that JSON holds."""
    salt, nonce = secrets.token_bytes(_SALT), secrets.token_bytes(_NONCE)
    key, check = _stretch(passphrase, salt)
    header = MAGIC + bytes((FORMAT, content)) + salt + check + nonce
    plain = zlib.compress(json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode())
    return header + AESGCM(key).encrypt(nonce, plain, header)


def unseal(file: bytes, passphrase: str, content: Content) -> Any:
    """What :func:`seal` put in. Raises NotOurFile, OtherFormat, OtherContent, WrongPassphrase, Damaged."""
    if not file.startswith(MAGIC):
        raise NotOurFile
    if len(file) < _HEADER:
        raise Damaged
    header, sealed = file[:_HEADER], file[_HEADER:]
    form, kind = header[len(MAGIC)], header[len(MAGIC) + 1]
    if form != FORMAT:
        raise OtherFormat
    if kind != content:
        raise OtherContent
    rest = header[len(MAGIC) + 2 :]
    salt, told, nonce = rest[:_SALT], rest[_SALT : _SALT + _CHECK], rest[_SALT + _CHECK :]
    key, check = _stretch(passphrase, salt)
    if not hmac.compare_digest(check, told):
        raise WrongPassphrase
    try:
        return json.loads(_unpack(AESGCM(key).decrypt(nonce, sealed, header)))
    except (InvalidTag, ValueError, RecursionError, zlib.error) as error:
        raise Damaged from error


def _unpack(packed: bytes) -> bytes:
    """Raises ValueError for more than a bundle can hold."""
    reader = zlib.decompressobj()
    plain = reader.decompress(packed, LARGEST)
    if reader.unconsumed_tail:
        raise ValueError("too large")
    return plain


def _stretch(passphrase: str, salt: bytes) -> tuple[bytes, bytes]:
    """The key, and what shows that the passphrase is right without telling anything of the key."""
    made = Scrypt(salt=salt, length=32 + _CHECK, n=2**15, r=8, p=1).derive(passphrase.encode())
    return made[:32], made[32:]
