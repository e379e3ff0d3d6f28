"""archiver: a read-only, provable copy of a company's books, owned by its owner."""

__version__ = "0.1.0"
