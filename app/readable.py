"""What is kept of one network may be damaged, or of a newer version: that is told of this network alone."""

import logging
from collections.abc import Generator
from contextlib import contextmanager

from app.codec import Unreadable
from app.errors import Problem

log = logging.getLogger(__name__)


@contextmanager
def readable(id: str) -> Generator[None]:
    """Raises Problem, 500, where what is read inside cannot be."""
    try:
        yield
    except Unreadable as error:
        log.error("network %s cannot be read: %s", id, error)
        detail = f"What is kept of network {id} cannot be read: {error}. Other networks are not concerned."
        raise Problem(500, detail) from error
