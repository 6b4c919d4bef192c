"""Frozen arrays are safe from whoever holds the original."""

import numpy as np
import pytest

from engine.types import freeze, frozen


def test_a_frozen_copy_does_not_follow_its_original() -> None:
    original = np.ones(3)
    copy = frozen(original)
    original[0] = 7
    assert copy[0] == 1
    assert not copy.flags.writeable


def test_a_frozen_view_does_not_follow_its_original_either() -> None:
    original = np.ones(4)
    copy = frozen(original.reshape(2, 2))
    original[0] = 7
    assert copy[0, 0] == 1


def test_a_read_only_view_of_a_writeable_array_is_copied() -> None:
    original = np.ones(4)
    view = original[:2]
    view.setflags(write=False)
    copy = frozen(view)
    original[0] = 7
    assert copy[0] == 1


def test_freezing_twice_copies_once() -> None:
    array = frozen([1.0, 2.0])
    assert frozen(array) is array
    assert frozen(array[1:]).base is array


def test_nobody_can_write_to_a_frozen_array() -> None:
    with pytest.raises(ValueError, match="read-only"):
        freeze(np.zeros(2))[0] = 1
