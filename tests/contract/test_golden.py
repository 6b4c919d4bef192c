"""The networks that tests of the page's own JavaScript are given are those that the server answers."""

import json
import math
from typing import Any, cast

import pytest

from tests.golden.refresh import FILES, kept


@pytest.mark.parametrize("name", FILES)
def test_the_kept_answers_are_what_the_server_answers_now(server: str, name: str) -> None:
    differences = list(compare(json.loads(kept(name).read_text()), FILES[name](server), "answer"))
    assert differences == [], f"out of date: python -m tests.golden.refresh {server}"


def compare(kept: Any, now: Any, place: str) -> list[str]:
    """Where two answers differ; numbers may by a rounding: another processor, another order."""
    if isinstance(kept, dict) and isinstance(now, dict):
        old, new = cast(dict[str, Any], kept), cast(dict[str, Any], now)
        missing = [f"{place}.{key}" for key in old.keys() ^ new.keys()]
        return missing + [
            d for key in old.keys() & new.keys() for d in compare(old[key], new[key], f"{place}.{key}")
        ]
    if isinstance(kept, list) and isinstance(now, list):
        old_items, new_items = cast(list[Any], kept), cast(list[Any], now)
        if len(old_items) != len(new_items):
            return [place]
        pairs = enumerate(zip(old_items, new_items, strict=True))
        return [d for i, (old, new) in pairs for d in compare(old, new, f"{place}[{i}]")]
    if isinstance(kept, float) and isinstance(now, float | int):
        return [] if math.isclose(kept, now, rel_tol=1e-12, abs_tol=1e-15) else [f"{place}: {kept} {now}"]
    return [] if kept == now else [f"{place}: {kept!r} {now!r}"]
