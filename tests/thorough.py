"""How much of a long list of cases is tried: a few by default, all with HYPOTHESIS_PROFILE=thorough."""

from __future__ import annotations

import os
from collections.abc import Iterable
from typing import TypeVar

Case = TypeVar("Case")

THOROUGH = os.environ.get("HYPOTHESIS_PROFILE") == "thorough"


def some(cases: Iterable[Case], few: int) -> list[Case]:
    """All cases where one looks thoroughly, else the first few."""
    listed = list(cases)
    return listed if THOROUGH else listed[:few]


def examples(many: int) -> int:
    """So many examples of a property where one looks thoroughly, else a third."""
    return many if THOROUGH else max(5, many // 3)
