"""A secret sealed with a passphrase: scrypt makes the key, AES-256-GCM keeps it from being read or changed."""

from __future__ import annotations

import base64
import hashlib
import os
from collections.abc import Mapping
from functools import lru_cache
from unicodedata import normalize

COST = {"n": 1 << 15, "r": 8, "p": 1, "maxmem": 1 << 26}  # 32 MiB and some 0.1 s: dear to guess, cheap to use


class WrongKey(Exception):
    """The passphrase is another, or the sealed text was changed."""


class Seal:
    """Seals and opens texts; the same passphrase opens what another process sealed."""

    def __init__(self, passphrase: str) -> None:
        self._passphrase = normalize("NFC", passphrase)
        self._salt: bytes | None = None

    def close(self, text: str, name: str) -> dict[str, str]:
        """``text`` sealed, for ``name`` only."""
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM

        self._salt = self._salt or os.urandom(16)
        nonce = os.urandom(12)
        sealed = AESGCM(_key(self._passphrase, self._salt)).encrypt(nonce, text.encode(), name.encode())
        return {"salt": _text(self._salt), "nonce": _text(nonce), "sealed": _text(sealed)}

    def open(self, box: Mapping[str, str], name: str) -> str:
        """The text that ``close`` sealed for ``name``, or ``WrongKey``; a ``box`` that is none is a ``ValueError``."""
        from cryptography.exceptions import InvalidTag
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM

        salt, nonce, sealed = (base64.b64decode(box[each], validate=True) for each in ("salt", "nonce", "sealed"))
        try:
            text = AESGCM(_key(self._passphrase, salt)).decrypt(nonce, sealed, name.encode()).decode()
        except InvalidTag as error:
            raise WrongKey from error
        self._salt = self._salt or salt  # one salt for the whole vault, so that the key is made once a run
        return text


@lru_cache(maxsize=4)
def _key(passphrase: str, salt: bytes) -> bytes:
    return hashlib.scrypt(passphrase.encode(), salt=salt, dklen=32, **COST)


def _text(data: bytes) -> str:
    return base64.b64encode(data).decode("ascii")
