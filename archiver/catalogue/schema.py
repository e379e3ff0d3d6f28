"""The tables of the catalogue, as the steps that made them, and the opening of a file that has them."""

from __future__ import annotations

import os
import sqlite3
from pathlib import Path

from archiver.errors import CatalogueDamaged, CatalogueTooNew

OURS = 0x41524348
"""SQLite's ``application_id`` of a catalogue: "ARCH"."""

STEPS: tuple[tuple[str, ...], ...] = (
    (
        f"PRAGMA application_id = {OURS}",
        """
        CREATE TABLE companies (
            id            INTEGER PRIMARY KEY,
            source        TEXT NOT NULL,
            source_id     TEXT NOT NULL,
            discriminator TEXT NOT NULL,
            name          TEXT,                        -- the owner's name for it; never its identity
            series        INTEGER NOT NULL DEFAULT 1,  -- the current one
            UNIQUE (source, source_id, discriminator)
        )
        """,
        """
        CREATE TABLE archives (
            id          INTEGER PRIMARY KEY,
            company     INTEGER NOT NULL REFERENCES companies,
            series      INTEGER,                       -- none: it stands outside every series
            sequence    INTEGER,
            type        TEXT NOT NULL,
            name        TEXT NOT NULL,
            moment      TEXT NOT NULL,
            finished    TEXT NOT NULL,
            digest      TEXT NOT NULL,                 -- the archive digest
            predecessor TEXT,                          -- the archive digest of the one before
            language    TEXT NOT NULL,
            families    TEXT NOT NULL,                 -- JSON: family -> status
            folder      TEXT NOT NULL,                 -- where the kept copy lies
            learned     INTEGER NOT NULL,
            verified    TEXT,
            CHECK ((series IS NULL) = (sequence IS NULL)),
            UNIQUE (company, digest)
        )
        """,
        """
        CREATE UNIQUE INDEX one_archive_a_place ON archives (company, series, sequence)
            WHERE verified IS NOT NULL AND NOT learned
        """,
        """
        CREATE TABLE cabinets (
            id      INTEGER PRIMARY KEY,
            archive INTEGER NOT NULL REFERENCES archives ON DELETE CASCADE,
            number  INTEGER NOT NULL,
            file    TEXT NOT NULL,
            size    INTEGER NOT NULL,
            sha256  TEXT NOT NULL,
            UNIQUE (archive, number)
        )
        """,
        """
        CREATE TABLE bookmarks (
            archive INTEGER NOT NULL REFERENCES archives ON DELETE CASCADE,
            family  TEXT NOT NULL,
            moment  TEXT NOT NULL,
            token   TEXT,
            PRIMARY KEY (archive, family)
        )
        """,
        """
        CREATE TABLE deposits (
            id        INTEGER PRIMARY KEY,
            cabinet   INTEGER NOT NULL REFERENCES cabinets ON DELETE CASCADE,
            drive     TEXT NOT NULL,
            name      TEXT NOT NULL,
            place     TEXT,                            -- what the drive's receipt says of where it lies
            intended  TEXT NOT NULL,
            deposited TEXT,
            verified  TEXT,
            UNIQUE (cabinet, drive)
        )
        """,
        """
        CREATE TABLE runs (
            id        INTEGER PRIMARY KEY,
            company   INTEGER REFERENCES companies,
            began     TEXT NOT NULL,
            ended     TEXT NOT NULL,
            outcome   TEXT NOT NULL,
            exit_code INTEGER NOT NULL,
            said      TEXT,                            -- a phrase: its template,
            facts     TEXT NOT NULL                    -- and its facts as texts, JSON
        )
        """,
        "CREATE INDEX cabinets_by_sha256 ON cabinets (sha256)",
        "CREATE INDEX archives_by_digest ON archives (digest)",
    ),
    (
        """
        CREATE TABLE shares (
            id      INTEGER PRIMARY KEY,
            company INTEGER REFERENCES companies,      -- none: of no company that we know
            drive   TEXT NOT NULL,
            key     TEXT NOT NULL,                     -- what the drive calls it
            name    TEXT NOT NULL,                     -- of the cabinet or the folder there
            folder  INTEGER NOT NULL,
            email   TEXT,
            anyone  INTEGER NOT NULL,                  -- open to the public
            until   TEXT,
            link    TEXT NOT NULL,
            said    TEXT NOT NULL,                     -- in which way: a phrase's template,
            facts   TEXT NOT NULL,                     -- and its facts as texts, JSON
            since   TEXT NOT NULL,
            ended   TEXT,
            UNIQUE (drive, key)
        )
        """,
    ),
    (
        "ALTER TABLE archives ADD COLUMN likeness TEXT",  # what it holds and was asked, to tell the same again
        "ALTER TABLE runs ADD COLUMN archive INTEGER REFERENCES archives ON DELETE SET NULL",
        """
        CREATE TABLE periods (
            company INTEGER NOT NULL REFERENCES companies,
            due     TEXT NOT NULL,                     -- by the wall clock: no zone
            archive INTEGER NOT NULL REFERENCES archives ON DELETE CASCADE,
            changed INTEGER NOT NULL,                  -- no: nothing had since that archive
            PRIMARY KEY (company, due)
        )
        """,
        "CREATE TABLE told (cause TEXT PRIMARY KEY, day TEXT NOT NULL)",
        "CREATE TABLE rooms (drive TEXT PRIMARY KEY, seen TEXT NOT NULL, used INTEGER, total INTEGER)",
        """
        CREATE TABLE calls (
            link  TEXT NOT NULL,
            month TEXT NOT NULL,
            calls INTEGER NOT NULL,
            PRIMARY KEY (link, month)
        )
        """,
    ),
    (
        "ALTER TABLE archives ADD COLUMN retired TEXT",  # when its owner chose to keep it no longer
        """
        CREATE TABLE retired (                         -- archives of which only later ones tell
            company     INTEGER NOT NULL REFERENCES companies,
            series      INTEGER NOT NULL,
            sequence    INTEGER NOT NULL,
            digest      TEXT NOT NULL,
            predecessor TEXT,
            moment      TEXT NOT NULL,
            retired     TEXT NOT NULL,
            PRIMARY KEY (company, digest)
        )
        """,
    ),
    (
        """
        CREATE TABLE turns (                           -- resets, and recoveries of what was before them
            id      INTEGER PRIMARY KEY,
            company INTEGER NOT NULL REFERENCES companies,
            gone    INTEGER NOT NULL,                  -- the series that goes on no longer,
            taken   INTEGER NOT NULL,                  -- and the one that does
            moment  TEXT NOT NULL
        )
        """,
    ),
    (
        """
        CREATE TABLE sweeps (                          -- when the ids of a family were compared last
            company INTEGER NOT NULL REFERENCES companies,
            family  TEXT NOT NULL,
            moment  TEXT NOT NULL,
            PRIMARY KEY (company, family)
        )
        """,
    ),
)


def connect(path: Path) -> sqlite3.Connection:
    """An open catalogue with today's tables; a new file is its owner's alone.

    ``sqlite3.Error`` and ``OSError`` pass through: the catalogue says what they mean.
    """
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
    connection = sqlite3.connect(path, timeout=30, isolation_level=None)
    try:
        connection.row_factory = sqlite3.Row
        _migrate(connection, path)
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("PRAGMA journal_mode = WAL")
    except BaseException:
        connection.close()
        raise
    return connection


def _migrate(connection: sqlite3.Connection, path: Path) -> None:
    """Take the steps that the file has not taken yet, all or none."""
    if _version(connection, path) == len(STEPS):
        return
    connection.execute("BEGIN IMMEDIATE")
    try:
        for step in STEPS[_version(connection, path) :]:  # asked again: another process may have been quicker
            for statement in step:
                connection.execute(statement)
        connection.execute(f"PRAGMA user_version = {len(STEPS)}")
        connection.execute("COMMIT")
    except BaseException:
        connection.execute("ROLLBACK")
        raise


def _version(connection: sqlite3.Connection, path: Path) -> int:
    # One statement, so one moment: another process may be making the tables right now.
    together = (
        "SELECT user_version, application_id, (SELECT count(*) FROM sqlite_schema) "
        "FROM pragma_user_version, pragma_application_id"
    )
    version, owner, tables = connection.execute(together).fetchone()
    if (version or tables) and owner != OURS:
        raise CatalogueDamaged(path=path, reason="application_id")
    if version > len(STEPS):
        raise CatalogueTooNew(path=path, version=version, known=len(STEPS))
    return int(version)
