"""What the contract tests say to the server: the tutorial's spam filter and its e-mail."""

from collections.abc import Callable
from typing import Any

SPAM: dict[str, Any] = {
    "name": "Spam filter",
    "network": {
        "inputs": 3,
        "layers": [{"units": 2, "activation": "relu"}, {"units": 1, "activation": "sigmoid"}],
    },
    "parameters": [
        {"w": [[0.5, -0.2], [0.8, 0.6], [-0.3, 0.4]], "b": [0.1, -0.5]},
        {"w": [[0.7], [1.2]], "b": [-0.3]},
    ],
    "training": {"optimizer": {"name": "sgd", "learning_rate": 0.1}},
}
BATCH: dict[str, Any] = {"x": [[3, 1, 0.8]], "y": [[1]]}
JSON = {"Content-Type": "application/json"}

Create = Callable[..., str]
