"""What went wrong in another process, on its way to where it is raised again."""

from __future__ import annotations


class Failure:
    """An error that can be sent; our own, which are made of named facts, are not pickled as others are."""

    def __init__(self, error: Exception) -> None:
        own = type(error).__module__.partition(".")[0] == __name__.partition(".")[0]
        self._error = type(error) if own else error
        self._args, self._facts = (error.args, vars(error)) if own else ((), {})

    def again(self) -> Exception:
        """The error, to be raised here."""
        if isinstance(self._error, Exception):
            return self._error
        error = self._error.__new__(self._error, *self._args)
        vars(error).update(self._facts)
        return error
