"""Messages that nobody should send: noise, JSON of any kind, and what is almost what the server expects."""

import json
import re
from random import Random
from typing import Any

Json = dict[str, Any]
Message = str | bytes

# As they stand in JSON, or nearly: too large, too small, too exact, not a number, not one at all.
NUMBERS = (
    *("0", "-0.0", "-1", "1", "2.5", "200", "201", "1e3", "9007199254740991", "9007199254740993", "1e308"),
    *("1e999", "-1e999", "1e-400", "5e-324", "NaN", "-Infinity", "9" * 400, "9" * 5000, "0x10", "01", "1_0"),
    *("true", "null", '"1"', "[]", "{}"),
)
NUMBER = re.compile(r"(?<=[:\[ ])-?\d+(\.\d+)?")

LIVE: list[Json] = [
    {"type": "run"},
    {"type": "run", "max_steps_per_second": 50, "stop": {"steps": 20, "loss": 0.1, "plateau": 3}},
    {"type": "run", "stop": {"time": 0.2, "accuracy": 1.0, "epochs": 2}},
    {"type": "pause"},
    {"type": "step"},
    {"type": "step", "n": 3},
    {"type": "configure", "training": {"optimizer": {"name": "adam", "learning_rate": 0.01}}},
    {"type": "configure", "training": {"batch_size": 5, "l1": 0.0, "clip_norm": 1.0}},
    {"type": "configure", "training": {"schedule": {"name": "step", "every": 10, "factor": 0.5}}},
    {"type": "watch", "surface": {"resolution": 20}, "units": True, "parameters": True},
    {"type": "watch", "example": 3, "histograms": {"bins": 8}, "predictions": True, "confusion": True},
    {"type": "watch", "curve": {"resolution": 12}, "units": {"resolution": 10}},
    {"type": "ack", "frame": 1},
    {"type": "ack", "frame": 12},
]
ROOM: list[Json] = [
    {"type": "show", "url": "/lessons/one", "place": "step=1&beat=loss"},
    {"type": "show", "url": "/networks/qN1mVYhT0dS4pJ8xKc2LwA", "place": "step=3", "version": 2},
    {"type": "show", "url": "/shared/abc", "place": "", "training": True},
]
LETTERS = 'abc{}[]":,\\ue0 \n\t\x00\x7fé∂δ\U0001f600\u202e0123456789-+.E'


class Hostile:
    """Draws messages; the same seed draws the same."""

    def __init__(self, seed: int, expected: list[Json]) -> None:
        self.random = Random(seed)
        self._expected = [json.dumps(message) for message in expected]
        kinds = {
            self.expected: 4,
            self.numbers: 22,
            self.mutated: 24,
            self.swapped: 12,
            self.tree: 14,
            self.text: 12,
            self.noise: 11,
            self.large: 0.2,
        }
        self._kinds, self._weights = list(kinds), list(kinds.values())

    def some(self, count: int) -> list[Message]:
        return [kind() for kind in self.random.choices(self._kinds, self._weights, k=count)]

    def expected(self) -> Message:
        return self.random.choice(self._expected)

    def numbers(self) -> Message:
        """A message as expected, but for its numbers."""
        return NUMBER.sub(lambda _: self.random.choice(NUMBERS), self.random.choice(self._expected))

    def mutated(self) -> Message:
        """A message as expected with some of its letters lost, doubled or changed."""
        text = self.random.choice(self._expected)
        for _ in range(self.random.randint(1, 4)):
            at = self.random.randrange(len(text) + 1)
            gone = self.random.randint(0, 3)
            text = text[:at] + self.random.choice(LETTERS) * self.random.randint(0, 2) + text[at + gone :]
        return text if self.random.random() < 0.8 else text.encode()

    def swapped(self) -> Message:
        """A message as expected with the value of one of its keys, or a key, of another kind."""
        message: Json = json.loads(self.random.choice(self._expected))
        keys = [*message, "more"]
        message[self.random.choice(keys)] = self._value(2)
        return json.dumps(message)

    def tree(self) -> Message:
        return json.dumps(self._value(3))

    def text(self) -> Message:
        return "".join(self.random.choices(LETTERS, k=self.random.randint(0, 40)))

    def noise(self) -> Message:
        return self.random.randbytes(self.random.randint(0, 60))

    def large(self) -> Message:
        """Long, or deep, within what a socket takes and beyond it."""
        count = self.random.choice((3000, 60_000, 70_000, 300_000))
        inner = self.random.choice(("[", '{"type":', "9", '"\\ud800', " "))
        return f'{{"type": "ack", "frame": {inner * (count // len(inner))}'

    def _value(self, depth: int) -> Any:
        kinds = 7 if depth else 5
        match self.random.randrange(kinds):
            case 0:
                return self.random.choice((None, True, False))
            case 1:
                return self.random.randint(-(2**70), 2**70)
            case 2:
                return self.random.uniform(-1, 1) * 10 ** self.random.randint(-308, 308)
            case 3:
                return self.random.choice(("run", "pause", "ack", "show", "type", "\ud800", "", "1"))
            case 4:
                return self.random.choice((0, 1, -1, 50))
            case 5:
                return [self._value(depth - 1) for _ in range(self.random.randint(0, 3))]
            case _:
                keys = ("type", "training", "stop", "surface", "frame", "n")
                return {key: self._value(depth - 1) for key in self.random.sample(keys, 2)}
