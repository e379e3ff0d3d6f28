"""Files that are spoilt at random: read, or refused in words, and never anything else."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given, settings
from hypothesis import strategies as st

from archiver.errors import ArchiverError
from tests.books.files.reading import laid, read
from tests.books.files.samples import PRESETS

FILES = [(name, content) for files in PRESETS.values() for name, content in sorted(files.items())]
SPOILERS = st.one_of(
    st.binary(min_size=1, max_size=8),
    st.sampled_from(
        [b"", b'"', b"\n", b";", b"\0", b"\xff\xfe", b"\xe9", b"Total", b"1,234", b"99/99/9999", b"-", b"\t!"]
    ),
)


@settings(max_examples=100, deadline=None)
@given(
    st.integers(0, len(FILES) - 1),
    st.lists(st.tuples(st.floats(0, 1), st.integers(0, 12), SPOILERS), min_size=1, max_size=4),
)
def test_spoilt_files(which: int, spoilt: list[tuple[float, int, bytes]]) -> None:
    name, content = FILES[which]
    for where, length, spoiler in spoilt:
        at = int(where * len(content))
        content = content[:at] + spoiler + content[at + length :]
    with TemporaryDirectory() as folder, suppress(ArchiverError):
        read(laid(Path(folder), {name: content}))
