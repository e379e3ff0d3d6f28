"""The house rules that no other tool checks: who imports whom, twins, errors, sizes, and what a file may say."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import archiver.errors
from archiver.errors import EXIT_CODES, ArchiverError

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "archiver"
MODULES = sorted(PACKAGE.rglob("*.py"))

TWINLESS = {
    "__init__": "the version",
    "__main__": "told by the stories",
    "cli": "told by the stories",
    "demo": "the names of files that other tests open",
    "errors": "further down here",
    "events": "facts without behaviour",
}
"""Rooms and modules that need no test module of their own, and why."""

ELSEWHERE = {
    # What is read from a book, compared with what GnuCash's own engine says of it.
    **dict.fromkeys(
        (f"books.gnucash.{each}" for each in ("book", "documents", "ledger", "lines", "lists", "payments")),
        "books/gnucash/test_truth.py",
    ),
    # Every value of a book, which is the same in each of its formats.
    **dict.fromkeys(
        (f"books.gnucash.{each}" for each in ("from_sqlite", "from_xml", "tables", "xml_objects")),
        "books/gnucash/test_formats.py",
    ),
    # What a table is, seen on a whole corpus of odd files; and what each layout makes of a sample.
    **dict.fromkeys(
        (
            f"books.files.{each}"
            for each in (
                *("cells", "conversion", "dbf", "excel", "heading", "iif", "problems", "sheets", "table"),
                "text",
            )
        ),
        "books/files/test_corpus.py",
    ),
    **dict.fromkeys(
        (
            f"books.files.{each}"
            for each in (
                *("accounts", "documents", "entries", "families", "ledger", "lists", "notes", "posting", "postings"),
            )
        ),
        "books/files/test_presets.py",
    ),
    **dict.fromkeys((f"books.files.{each}" for each in ("charts", "recognise")), "books/files/test_layouts.py"),
    "books.files.draft": "books/files/test_mapping.py",
    "spool_tables": "test_spool.py",
    # What a table makes of an item, and how a list is read, whatever is declared.
    **dict.fromkeys((f"books.rest.{each}" for each in ("added", "columns", "source")), "books/rest/test_maker.py"),
    **dict.fromkeys(
        (f"books.rest.{each}" for each in ("changes", "details", "listing", "names")), "books/rest/test_reader.py"
    ),
    **dict.fromkeys(
        (
            f"books.tryton.{each}"
            for each in ("company", "documents", "families", "faults", "ledger", "lists", "parties")
        ),
        "books/tryton/test_books.py",
    ),
    "books.files.folder": "books/files/test_versions.py",
    # What goes into a cabinet, and what is done with it meanwhile.
    "cabinet.content": "cabinet/test_folders.py",
    **dict.fromkeys(("cabinet.hashing", "cabinet.packing"), "cabinet/test_writer.py"),
    "books.gnucash.families": "books/gnucash/test_contract.py",
    "books.gnucash.snapshot": "books/gnucash/test_busy.py",
    "books.gnucash.store": "books/gnucash/test_damaged.py",
    # Archives alike are told by what becomes of the second one.
    "likeness": "test_rounds.py",
    "job": "test_run.py",
    "held.declared": "held/test_change.py",
    "recount": "test_verify.py",
    "whose": "test_contents.py",
    # What they put together is seen on the sheets.
    "workbooks.facts": "workbooks/test_cover.py",
    "workbooks.front": "workbooks/test_tallies.py",
    "workbooks.ink": "workbooks/test_columns.py",
}
"""Modules whose twin is called after what it shows, and not after the module."""

VENDORS = {
    "click": {"cli"},
    "cryptography": {"access"},
    "dropbox": {"drives.dropbox"},
    "filelock": {"access", "workroom"},
    "google": {"drives.google"},
    "googleapiclient": {"drives.google"},
    "httplib2": {"drives.google"},
    "isal": {"deflate"},
    "keyring": {"access.vaults"},
    "msgspec": {"books.files", "books.quickbooks", "books.rest", "books.sage", "cabinet", "kinds", "packed", "spool"},
    "msoffcrypto": {"envelope.workbook"},
    "numpy": {"cabinet.blocks"},
    "openpyxl": {"workbooks"},
    "platformdirs": {"places"},
    "pydantic": {"settings"},
    "pydantic_core": {"settings"},
    "python_calamine": {"books.files"},
    "pyzipper": {"envelope.packet"},
    "requests": {"access", "drives"},
    "rich": {"cli"},
    "send2trash": {"drives.system_trash"},
    "tomlkit": {"settings"},
    "urllib3": {"drives.line"},
}
"""Every package that we did not write, and the rooms that may know it."""

HEAVY = {"dropbox", "googleapiclient", "msgspec", "openpyxl", "pydantic", "rich", "sqlite3", "tomlkit", "xml"}
LONGEST_MODULE, LONGEST_FUNCTION = 300, 40
LONG = {
    "cli.add.command": "options, a line or two each, and what is done with them",
    "cli.export.command": "the same",
    "errors": "a table: one class of three lines after the other",
}
"""What is longer than that, and why it stays whole."""


def rooms(module: Path) -> tuple[str, ...]:
    """``books/gnucash/ledger.py`` as (books, gnucash, ledger); a package is named by its folder."""
    parts = module.relative_to(PACKAGE).with_suffix("").parts
    return parts[:-1] if parts[-1] == "__init__" and len(parts) > 1 else parts


def name(module: Path) -> str:
    return ".".join(rooms(module))


def test_the_layers_hold() -> None:
    """In a process of its own: import-linter sets up logging anew, and silences those who log already."""
    lint = "from importlinter.cli import lint_imports_command; lint_imports_command()"
    ran = subprocess.run(
        [sys.executable, "-c", lint, "--no-cache"], cwd=ROOT, capture_output=True, encoding="utf-8", check=False
    )
    assert ran.returncode == 0, ran.stdout


def test_every_module_has_a_twin() -> None:
    """``tests/books/gnucash/test_ledger.py``; or its whole room has one, as ``tests/test_settings.py``.

    The front door of a room is tested with whatever is behind it.
    """
    alone = {name(module) for module in MODULES if rooms(module)[0] not in TWINLESS and not any(_twins(module))}
    assert alone - ELSEWHERE.keys() == set()
    assert ELSEWHERE.keys() - alone == set(), "has a twin by now, or is gone"
    assert [each for each in ELSEWHERE.values() if not (ROOT / "tests" / each).is_file()] == []


def _twins(module: Path) -> Iterator[Path]:
    here = rooms(module)
    for end in range(len(here), 0, -1):
        yield from ROOT.joinpath("tests", *here[: end - 1]).glob(f"test_{here[end - 1]}.py")
    if module.name == "__init__.py":
        yield from ROOT.joinpath("tests", *here).glob("test_*.py")


def test_every_module_knows_only_the_packages_of_its_room() -> None:
    ours = {"archiver", "_typeshed", *sys.stdlib_module_names}  # `_typeshed` exists for the type checker only
    strange = [
        f"{name(module)}: {package}"
        for module in MODULES
        for package in sorted(set(_imported(module)) - ours)
        if not any(f"{name(module)}.".startswith(f"{room}.") for room in VENDORS.get(package, ()))
    ]
    assert strange == []


def _imported(module: Path) -> Iterator[str]:
    for node in ast.walk(_tree(module)):
        if isinstance(node, ast.Import):
            yield from (alias.name.split(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module.split(".")[0]


def _tree(module: Path) -> ast.Module:
    return ast.parse(module.read_text(encoding="utf-8"))


def test_help_is_quick() -> None:
    """What a command needs is imported when it runs, not when somebody asks for help."""
    asked = "import sys; from archiver.cli.program import run; run(['--help'], 'en'); print(*sys.modules, sep='\\n')"
    ran = subprocess.run([sys.executable, "-c", asked], capture_output=True, encoding="utf-8", check=True)
    assert "archiver.cli.export" in ran.stdout
    assert {name.split(".")[0] for name in ran.stdout.splitlines()} & HEAVY == set()


ERRORS = [each for each in vars(archiver.errors).values() if isinstance(each, type) and issubclass(each, ArchiverError)]


@pytest.mark.parametrize("error", ERRORS)
def test_an_error_says_what_happened_and_what_to_do(error: type[ArchiverError]) -> None:
    assert vars(error).get("said")
    assert error.hint
    assert error.exit_code in dict(EXIT_CODES)


def test_every_error_is_in_errors() -> None:
    """So that the test before this one sees them all."""
    declared = [
        f"{module.relative_to(ROOT)}: {node.name}"
        for module in MODULES
        for node in ast.walk(_tree(module))
        if isinstance(node, ast.ClassDef) and {ast.unparse(base).split(".")[-1] for base in node.bases} & NAMES
    ]
    assert [each for each in declared if not each.startswith("archiver/errors.py")] == []


NAMES = {each.__name__ for each in ERRORS}


def test_modules_and_functions_are_short() -> None:
    lengths = {name(module): len(module.read_text(encoding="utf-8").splitlines()) for module in MODULES}
    functions = {
        f"{name(module)}.{node.name}": (node.end_lineno or 0) - node.lineno + 1
        for module in MODULES
        for node in ast.walk(_tree(module))
        if isinstance(node, ast.FunctionDef)
    }
    long = {each: lines for each, lines in lengths.items() if lines > LONGEST_MODULE}
    long |= {each: lines for each, lines in functions.items() if lines > LONGEST_FUNCTION}
    assert {each: lines for each, lines in long.items() if each not in LONG} == {}
    assert LONG.keys() - long.keys() == set(), "no longer long"


FORBIDDEN = {
    "a path of one machine": re.compile(r"(?<![\w.}])/(?:work|root)/\w"),
    "a registry's address": re.compile(r"index[-_]url|//[\w.:-]+/(?:simple|artifactory|nexus)\b"),
}
TEXT = {".cfg", ".csv", ".json", ".md", ".po", ".py", ".rst", ".sh", ".toml", ".txt", ".yaml", ".yml", ""}


@pytest.mark.parametrize("what", FORBIDDEN)
def test_no_file_tells_where_it_was_written(what: str) -> None:
    found = [
        f"{path}:{number}: {line.strip()[:80]}"
        for path in _files()
        for number, line in enumerate((ROOT / path).read_text(encoding="utf-8").splitlines(), start=1)
        if FORBIDDEN[what].search(line)
    ]
    assert found == []


def _files() -> list[Path]:
    """The text files of the repository: those of git, or all that are here where there is no git."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
        cwd=ROOT,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    if listed.returncode:
        found = [
            path.relative_to(ROOT)
            for room in ("archiver", "docs", "tests", "bench")
            for path in (ROOT / room).rglob("*")
        ]
    else:
        found = [Path(name) for name in listed.stdout.split("\0") if name]
    return [path for path in found if path.suffix in TEXT and (ROOT / path).is_file()]


def test_the_program_leans_on_no_place_for_temporary_files() -> None:
    """Where those are is the system's business."""
    assert [path.name for path in MODULES if re.search(r"[\"'/]tmp/", path.read_text(encoding="utf-8"))] == []
