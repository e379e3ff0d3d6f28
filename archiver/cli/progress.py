"""Progress bars, for whoever looks at a terminal."""

from __future__ import annotations

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from archiver.events import Began, Ended, Event, Moved, Warned
from archiver.words import Words


class Bars:
    """A listener that draws one bar a step; a step that is over leaves no trace."""

    def __init__(self, words: Words) -> None:
        self._words = words
        self._progress = Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
            console=Console(stderr=True),
            transient=True,
        )

    def __call__(self, event: Event) -> None:
        """Draw what happened."""
        match event:
            case Began(step, total):
                self._progress.start()
                for task in self._progress.task_ids:
                    self._progress.remove_task(task)
                self._progress.add_task(self._words.say(step), total=total)
            case Moved(amount):
                for task in self._progress.task_ids:
                    self._progress.advance(task, amount)
            case Ended():
                self._progress.stop()
            case Warned(said):
                self._progress.console.print(self._words.say(said))
