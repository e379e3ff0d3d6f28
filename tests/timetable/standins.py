"""The systems' own programs, as far as a timetable asks them: each keeps its state in a folder, and refuses what the
real one refuses. They are run as real programs, by the scripts that ``install`` writes.
"""

from __future__ import annotations

import json
import os
import re
import sys
from pathlib import Path

TYPE_CHECKING = False
if TYPE_CHECKING:  # typing would take as long to import as all the rest, each time that a stand-in is run
    from typing import Any

PROGRAMS = ("crontab", "launchctl", "loginctl", "schtasks", "systemctl")


class Refusal(Exception):
    """The exit code, and what is complained of."""


def install(bin_: Path, state: Path) -> None:
    """Put all of them into a folder that a PATH can name."""
    import shlex

    for folder in (bin_, state):
        folder.mkdir(parents=True, exist_ok=True)
    for name in PROGRAMS:
        line = shlex.join([sys.executable, "-ES", __file__, name, str(state)])
        (bin_ / name).write_text(f'#!/bin/sh\nexec {line} "$@"\n', encoding="utf-8")
        (bin_ / name).chmod(0o755)


def read(state: Path, name: str) -> Any:  # noqa: ANN401 - JSON
    """What a stand-in remembers: None before the first time."""
    path = state / f"{name}.json"
    return json.loads(path.read_text(encoding="utf-8")) if path.exists() else None


def write(state: Path, name: str, held: object) -> None:
    """Remember it; also how a test changes what a system has, or says what it is to ``refuse``."""
    (state / f"{name}.json").write_text(json.dumps(held), encoding="utf-8")


def crontab(state: Path, arguments: list[str]) -> str:
    """``-l``, ``-`` and ``-r``. A crontab is kept as latin-1, so that any bytes are kept."""
    held = read(state, "crontab")
    match arguments:
        case ["-l"] if held is None:
            raise Refusal(1, "no crontab for alice")
        case ["-l"]:
            return str(held)
        case ["-r"]:
            (state / "crontab.json").unlink()
            return ""
        case ["-"]:
            given = sys.stdin.buffer.read().decode("latin-1")
            if given and not given.endswith("\n"):
                raise Refusal(1, "new crontab file is missing newline before EOF, can't install.")
            for line in given.split("\n"):
                _check_cron(line)
            write(state, "crontab", given)
            return ""
    raise Refusal(1, "crontab: usage error: unrecognized option")


def _check_cron(line: str) -> None:
    if not line.strip() or line.lstrip().startswith("#") or re.match(r"\s*\w+\s*=", line):
        return
    if not re.match(r"@(?:reboot|hourly|daily) \S|(?:[\d*,/-]+[ \t]+){5}\S", line) or re.match(
        r"[^@*]*\b[6-9]\d\b", line
    ):
        raise Refusal(1, '"-":0: bad minute\nerrors in crontab file, can\'t install.')


def systemctl(state: Path, arguments: list[str]) -> str:
    """A user's manager: what it knows of its unit files is what they held at the last ``daemon-reload``."""
    held: dict[str, Any] = read(state, "systemctl") or {"units": {}, "active": {}}
    if arguments[:1] != ["--user"] or not os.environ.get("XDG_RUNTIME_DIR"):
        raise Refusal(1, "Failed to connect to bus: No medium found")
    folder = Path(os.environ["XDG_CONFIG_HOME"], "systemd", "user")
    wanted = folder / "timers.target.wants"
    match [each for each in arguments[1:] if each != "--quiet"]:
        case ["show-environment"]:
            return "LANG=C.UTF-8\n"
        case ["daemon-reload"]:
            held["units"] = {
                path.name: path.read_text(encoding="utf-8") for path in folder.glob("*.*") if path.is_file()
            }
        case ["enable", name]:
            _unit_file(folder, name)
            wanted.mkdir(exist_ok=True)
            (wanted / name).unlink(missing_ok=True)
            (wanted / name).symlink_to(folder / name)
        case ["disable", "--now", name]:
            _unit_file(folder, name)
            (wanted / name).unlink(missing_ok=True)
            held["active"].pop(name, None)
        case ["restart", name]:
            if not {name, name.replace(".timer", ".service")} <= held["units"].keys():
                raise Refusal(5, f"Failed to restart {name}: Unit {name} not found.")
            held["active"][name] = held["units"][name]
        case ["is-active", name] if name not in held["active"]:
            raise Refusal(3, "inactive")
        case ["is-active", _]:
            return ""
        case _:
            raise Refusal(1, f"Unknown command verb {arguments[1:]}.")
    write(state, "systemctl", held)
    return ""


def _unit_file(folder: Path, name: str) -> None:
    if not (folder / name).is_file():
        raise Refusal(1, f"Failed to enable unit: Unit file {name} does not exist.")


def loginctl(state: Path, arguments: list[str]) -> str:
    """Whether the manager lingers."""
    match arguments:
        case ["show-user", "alice", "--property=Linger", "--value"]:
            return "yes\n" if read(state, "linger") else "no\n"
        case ["--no-ask-password", "enable-linger"]:
            write(state, "linger", True)
            return ""
    raise Refusal(1, "Failed to look up user")


def launchctl(state: Path, arguments: list[str]) -> str:
    """One domain; an agent that was booted out is still there when asked for the first time."""
    import plistlib  # the others start sooner without it

    held: dict[str, Any] = read(state, "launchctl") or {"loaded": {}, "ending": [], "disabled": []}
    domain = f"gui/{os.getuid()}"
    match arguments:
        case ["print", agent] if agent in held["ending"]:
            held["ending"].remove(agent)
        case ["print", agent] if agent not in held["loaded"]:
            raise Refusal(113, f'Could not find service "{agent}" in domain')
        case ["print", _]:
            return ""
        case ["enable", agent]:
            held["disabled"] = [each for each in held["disabled"] if each != agent]
        case ["bootstrap", where, path] if where == domain:
            text = Path(path).read_text(encoding="utf-8")
            agent = f"{domain}/{plistlib.loads(text.encode())['Label']}"
            if agent in held["loaded"] or agent in held["ending"]:
                raise Refusal(5, "Bootstrap failed: 5: Input/output error")
            if agent in held["disabled"]:
                raise Refusal(119, "Bootstrap failed: 119: Service is disabled")
            held["loaded"][agent] = text
        case ["bootout", agent]:
            if held["loaded"].pop(agent, None) is None:
                raise Refusal(3, "Boot-out failed: 3: No such process")
            held["ending"].append(agent)
        case _:
            raise Refusal(64, "Unrecognized subcommand")
    write(state, "launchctl", held)
    return ""


def schtasks(state: Path, arguments: list[str]) -> str:
    """Tasks of one folder. It says no word of what it cannot find but that it is not there."""
    held: dict[str, str] = read(state, "schtasks") or {}
    match arguments:
        case ["/Create", "/TN", name, "/XML", path, "/F"]:
            data = Path(path).read_bytes()
            if not data.startswith((b"\xff\xfe", b"\xfe\xff")):
                raise Refusal(1, "ERROR: The task XML is malformed. (1,40)::ERROR: unable to switch the encoding")
            held[name] = data.decode("utf-16").replace("\r\n", "\n")
        case ["/Query", "/TN", name, "/XML"]:
            return _task(held, name)
        case ["/Query"]:
            return "".join(f"{name:40} N/A Ready\n" for name in held)
        case ["/Delete", "/TN", name, "/F"]:
            _task(held, name)
            del held[name]
        case _:
            raise Refusal(1, "ERROR: Invalid syntax.")
    write(state, "schtasks", held)
    return "SUCCESS\n"


def _task(held: dict[str, str], name: str) -> str:
    if name not in held:
        raise Refusal(1, "ERROR: The system cannot find the file specified.")
    return held[name]


def _refuse(state: Path, words: set[str]) -> None:
    if words & set(read(state, "refuse") or []):
        write(state, "refuse", [])
        raise Refusal(1, "Access denied")


def main(name: str, folder: str, *arguments: str) -> int:
    """Run one of them, unless it is to ``refuse``, once, a command line with one of these words."""
    state = Path(folder)
    write(state, "calls", [*(read(state, "calls") or []), [name, *arguments]])
    write(state, "seen", sorted({*(read(state, "seen") or []), *os.environ}))
    try:
        _refuse(state, {name, *arguments})
        sys.stdout.buffer.write(globals()[name](state, list(arguments)).encode("latin-1", "replace"))
    except Refusal as refusal:
        code, complaint = refusal.args
        sys.stderr.write(f"{complaint}\n")
        return int(code)
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
