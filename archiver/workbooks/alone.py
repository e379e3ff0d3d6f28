"""openpyxl by itself: without the libraries that it loads wherever it finds them, and whose values it never meets here.

They would cost a third of the memory of an export and a tenth of a second, on some machines and not on others.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager

UNWANTED = ("lxml", "numpy", "pandas", "PIL")


@contextmanager
def _without(names: tuple[str, ...]) -> Iterator[None]:
    """While this lasts, modules that nobody has loaded yet are not found."""
    hidden = [name for name in names if name not in sys.modules]
    sys.modules.update(dict.fromkeys(hidden))  # type: ignore[arg-type] # None is how Python is told that there is none
    try:
        yield
    finally:
        for name in hidden:
            del sys.modules[name]


with _without(UNWANTED):
    import openpyxl.chart
    import openpyxl.packaging.custom

__all__ = ["openpyxl"]
