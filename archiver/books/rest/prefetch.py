"""Answers fetched ahead of their need: by a few workers, in the order of their need, no more than a few at a time."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Hashable, Iterable
from concurrent.futures import Future
from queue import SimpleQueue
from typing import Generic, TypeVar

Key = TypeVar("Key", bound=Hashable)
Value = TypeVar("Value")

WORKERS = 4
WINDOW = 8


class Prefetch(Generic[Key, Value]):
    """``fetch`` of keys that are expected, done before they are taken.

    At most ``window`` answers are under way or wait to be taken. One thread expects and takes; ``fetch`` is called by
    ``workers`` others, and what it raises comes out of ``take``.
    """

    def __init__(self, fetch: Callable[[Key], Value], workers: int = WORKERS, window: int = WINDOW) -> None:
        self._fetch, self._window = fetch, window
        self._expected: deque[Key] = deque()
        self._begun: dict[Key, Future[Value]] = {}
        self._jobs: SimpleQueue[tuple[Key, Future[Value]] | None] = SimpleQueue()
        # Daemons: whoever is interrupted does not wait for an answer that nobody will take.
        self._workers = [threading.Thread(target=self._work, daemon=True) for _ in range(workers)]
        for worker in self._workers:
            worker.start()

    def expect(self, keys: Iterable[Key]) -> None:
        """These will be taken, after all that was expected before, and in this order."""
        self._expected.extend(keys)
        self._fill()

    def take(self, key: Key) -> Value:
        """The answer for a key, expected or not; what is expected goes on being fetched meanwhile."""
        if key in self._expected:
            self._expected.remove(key)
        future = self._begun.pop(key, None) or self._begin(key)
        self._fill()
        return future.result()

    def drop(self, unwanted: Callable[[Key], bool]) -> None:
        """These will not be taken after all."""
        self._expected = deque(key for key in self._expected if not unwanted(key))
        for key in [key for key in self._begun if unwanted(key)]:
            self._begun.pop(key).cancel()
        self._fill()

    def close(self) -> None:
        """Begin nothing more."""
        self._expected.clear()
        for future in self._begun.values():
            future.cancel()
        for _ in self._workers:
            self._jobs.put(None)

    def _fill(self) -> None:
        while self._expected and len(self._begun) < self._window:
            key = self._expected.popleft()
            self._begun[key] = self._begin(key)

    def _begin(self, key: Key) -> Future[Value]:
        future: Future[Value] = Future()
        self._jobs.put((key, future))
        return future

    def _work(self) -> None:
        while job := self._jobs.get():
            key, future = job
            if future.set_running_or_notify_cancel():
                try:
                    future.set_result(self._fetch(key))
                except BaseException as error:  # noqa: BLE001 - whoever takes it is told
                    future.set_exception(error)
