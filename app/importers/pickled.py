"""A `state_dict` as `torch.save` writes it: a zip of the tensors' bytes, and a pickle that names them.

A pickle is a program, and running a stranger's is running whatever they please. So it is never run: its
opcodes are read as data, by this small machine, which knows dictionaries, tuples, numbers, texts and tensors,
makes nothing else and calls nothing. What it does not know it refuses.
"""

import math
import pickletools
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, cast

import numpy as np

from app.importers import state_dict
from app.importers.found import Found, Hints, refused

Raw = np.ndarray[Any, Any]

SAVE = "save it as safetensors: safetensors.torch.save_file(model.state_dict(), path)"
STORAGES = {"DoubleStorage": "<f8", "FloatStorage": "<f4", "HalfStorage": "<f2", "LongStorage": "<i8"}
DICTIONARY, TENSOR = "collections OrderedDict", "torch._utils _rebuild_tensor_v2"
# Where a checkpoint keeps its weights, beside all else that it keeps.
INSIDE = ("state_dict", "model_state_dict", "model")
MOST_OPCODES = 200_000
PROGRAM = "data.pkl"


@dataclass(frozen=True, slots=True)
class Global:
    """The name of a thing of Python's, which stays a name."""

    name: str


@dataclass(frozen=True, slots=True)
class Storage:
    dtype: str
    key: str


MARK = object()


def read(members: dict[str, bytes], name: str, hints: Hints, most: int) -> Found:
    program = next(member for member in members if member.endswith(PROGRAM))
    root = program.removesuffix(PROGRAM)
    if members.get(f"{root}byteorder", b"little") != b"little":
        raise refused(f"file must be little-endian, got {members[f'{root}byteorder'][:20]!r}")
    found = Machine(members, root).run(members[program])
    for key in INSIDE:
        if isinstance(found, dict) and isinstance(cast(dict[Any, Any], found).get(key), dict):
            found = cast(dict[Any, Any], found)[key]
            break
    if not isinstance(found, dict) or not found:
        kind: str = type(found).__name__  # pyright: ignore[reportUnknownArgumentType]
        raise refused(f"file must hold a state_dict, names and tensors, got a {kind}; {SAVE}")
    tensors = cast(dict[Any, Any], found)
    for key, value in tensors.items():
        if not isinstance(key, str) or not isinstance(value, np.ndarray):
            kind = value.name if isinstance(value, Global) else type(value).__name__
            raise refused(f"file must hold names and tensors alone, got {kind} under {key!r:.80}; {SAVE}")
    return state_dict.read(tensors, name, hints, most)


class Machine:
    """A stack, a memo, and the opcodes that a state_dict is made of."""

    def __init__(self, members: dict[str, bytes], root: str) -> None:
        self.members, self.root = members, root
        self.stack: list[Any] = []
        self.memo: dict[int, Any] = {}

    def run(self, program: bytes) -> Any:
        try:
            for count, (opcode, argument, _) in enumerate(pickletools.genops(program)):
                if count > MOST_OPCODES:
                    raise refused(f"file must say what it holds in at most {MOST_OPCODES} steps; {SAVE}")
                if opcode.name == "STOP":
                    return self.stack.pop()
                self.step(opcode.name, argument)
        except (ValueError, IndexError, KeyError, TypeError, OverflowError) as bad:
            if type(bad).__module__.startswith("engine"):
                raise
            raise refused(
                f"file must be a whole state_dict as torch.save writes it ({bad}); {SAVE}"
            ) from None
        raise refused(f"file must be a whole state_dict, its end is missing; {SAVE}")

    def step(self, opcode: str, argument: Any) -> None:
        if opcode in CONSTANTS:
            self.stack.append(CONSTANTS[opcode]())
        elif opcode in ARGUMENTS:
            self.stack.append(argument)
        elif opcode in OPCODES:
            OPCODES[opcode](self, argument)
        else:
            raise refused(f"file must hold tensors alone, got the pickle opcode {opcode}; {SAVE}")

    def to_mark(self) -> list[Any]:
        place = len(self.stack) - 1
        while self.stack[place] is not MARK:
            place -= 1
            if place < 0:
                raise ValueError("a mark is missing")
        taken = self.stack[place + 1 :]
        del self.stack[place:]
        return taken

    def pair(self, count: int) -> None:
        taken = self.stack[-count:]
        del self.stack[-count:]
        self.stack.append(tuple(taken))

    def set_items(self, taken: list[Any]) -> None:
        own: dict[Any, Any] = self.stack[-1]
        if not all(isinstance(key, str | int) for key in taken[::2]):
            raise ValueError("names must be texts or whole numbers")
        own.update(zip(taken[::2], taken[1::2], strict=True))

    def named(self, name: str) -> None:
        storage = name.removeprefix("torch ") in STORAGES
        if name not in (DICTIONARY, TENSOR) and not storage:
            raise refused(f"file must hold tensors alone, got {name.replace(' ', '.')[:80]}; {SAVE}")
        self.stack.append(Global(name))

    def stored(self) -> None:
        """A reference to bytes of the zip: ("storage", its type, its key, the device, how many numbers)."""
        _, kind, key, _, _ = self.stack.pop()
        self.stack.append(Storage(STORAGES[kind.name.removeprefix("torch ")], key))

    def reduce(self) -> None:
        arguments, what = self.stack.pop(), self.stack.pop()
        if what == Global(DICTIONARY):
            self.stack.append({})
        else:
            self.stack.append(self.tensor(*arguments[:4]))

    def tensor(self, storage: Storage, offset: int, size: tuple[int, ...], stride: tuple[int, ...]) -> Raw:
        values = np.frombuffer(self.members[f"{self.root}data/{storage.key}"], storage.dtype)
        last = offset + sum((n - 1) * step for n, step in zip(size, stride, strict=True))
        inside = min((offset, *size, *stride)) >= 0 and last < len(values) and math.prod(size) <= len(values)
        if math.prod(size) and not inside:
            raise refused(f"a tensor of shape {size} must lie within its {len(values)} numbers")
        steps = tuple(step * values.itemsize for step in stride)
        return np.lib.stride_tricks.as_strided(values[offset:], size, steps).copy()


CONSTANTS: dict[str, Callable[[], Any]] = {
    "EMPTY_DICT": dict,
    "EMPTY_LIST": list,
    "EMPTY_TUPLE": tuple,
    "NONE": lambda: None,
    "NEWTRUE": lambda: True,
    "NEWFALSE": lambda: False,
    "MARK": lambda: MARK,
}
ARGUMENTS = {
    *("BINUNICODE", "SHORT_BINUNICODE", "BINUNICODE8", "BININT", "BININT1", "BININT2", "LONG1", "BINFLOAT"),
}
OPCODES: dict[str, Callable[[Machine, Any], Any]] = {
    "PROTO": lambda m, _: None,
    "FRAME": lambda m, _: None,
    "GLOBAL": lambda m, name: m.named(name),
    "STACK_GLOBAL": lambda m, _: m.named(" ".join(reversed([m.stack.pop(), m.stack.pop()]))),
    "BINPERSID": lambda m, _: m.stored(),
    "REDUCE": lambda m, _: m.reduce(),
    "BUILD": lambda m, _: m.stack.pop(),  # what a dictionary says of itself
    "TUPLE": lambda m, _: m.stack.append(tuple(m.to_mark())),
    "TUPLE1": lambda m, _: m.pair(1),
    "TUPLE2": lambda m, _: m.pair(2),
    "TUPLE3": lambda m, _: m.pair(3),
    "SETITEM": lambda m, _: m.set_items([m.stack.pop(-2), m.stack.pop()]),
    "SETITEMS": lambda m, _: m.set_items(m.to_mark()),
    "APPEND": lambda m, _: m.stack[-2].append(m.stack.pop()),
    "APPENDS": lambda m, _: (lambda taken: m.stack[-1].extend(taken))(m.to_mark()),
    "BINPUT": lambda m, key: m.memo.update({key: m.stack[-1]}),
    "LONG_BINPUT": lambda m, key: m.memo.update({key: m.stack[-1]}),
    "MEMOIZE": lambda m, _: m.memo.update({len(m.memo): m.stack[-1]}),
    "BINGET": lambda m, key: m.stack.append(m.memo[key]),
    "LONG_BINGET": lambda m, key: m.stack.append(m.memo[key]),
}
