"""One network on a server. Nothing of it is kept here: each method asks."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from app.client.training import Watcher, trained
from app.client.wire import Document, Wire, arrays, known

Rows = ArrayLike
History = dict[str, "np.ndarray[Any, Any]"]


class Network:
    """`notes` tells what an import took for unsaid. Answers are dictionaries in the words of the API; every
    list of numbers in them is an array, and a number that is not finite is NaN there."""

    def __init__(self, wire: Wire, id: str, notes: tuple[str, ...] = ()) -> None:
        self._wire = wire
        self.id = id
        self.notes = notes

    def __repr__(self) -> str:
        return f"Network({self.id!r})"

    @property
    def url(self) -> str:
        """The page that shows it."""
        return f"{self._wire.address}/networks/{self.id}"

    def summary(self) -> Document:
        """Shape, choices, counters, and how well it does on its data."""
        return self._ask("GET", "")

    def patch(self, **changes: Any) -> Document:
        """Changes what can change: `name`, `training`, `data`, `example`, `layers`; None is the default.

        `patch(training={"optimizer": {"learning_rate": 0.01}})` leaves all else as it is.
        """
        return self._ask("PATCH", "", changes)

    def delete(self) -> None:
        self._ask("DELETE", "")

    def parameters(self) -> list[Document]:
        """Each layer's w, b and, with batch norm, gamma, beta, running_mean and running_var; `frozen` and
        `off` where single numbers are."""
        return arrays(self._ask("GET", "/parameters")["layers"])

    def set_parameters(self, layers: Sequence[Mapping[str, Any]]) -> Document:
        """Replaces all of them, and what is frozen or off; clears the optimizer's state."""
        return self._ask("PUT", "/parameters", {"layers": layers})

    def edit(
        self,
        layer: int,
        parameter: str,
        index: Sequence[int],
        value: float | None = None,
        *,
        frozen: bool | None = None,
        off: bool | None = None,
    ) -> Document:
        """Replaces one number, `edit(1, "w", [0, 1], 0.3)`; freezes it, `frozen=True`; or switches it off,
        `off=True`: it is 0 then and frozen, and `off=False` brings it back."""
        what = known({"value": value, "frozen": frozen, "off": off})
        return self.edit_all([{"layer": layer, "parameter": parameter, "index": index, **what}])

    def edit_all(self, edits: Sequence[Mapping[str, Any]]) -> Document:
        """Several edits as one change, each in the words of the API: `{"layer": 1, "parameter": "w", "index":
        [0, 1], "frozen": True}`."""
        return self._ask("PATCH", "/parameters", {"edits": edits})

    def undo(self) -> Document:
        """Goes back to before the latest change; the summary's `["undo"]` names the one before it, or is
        None. Raises Problem, 409, where there is nothing to undo."""
        return self._ask("POST", "/undo")

    def redo(self) -> Document:
        """Does again what was undone last. Raises Problem, 409, where there is nothing to do again."""
        return self._ask("POST", "/redo")

    def forward(self, x: Rows, training: bool = False) -> Document:
        """All that is computed on the way forward of rows x (N, inputs); its outputs are `["a"]`."""
        return arrays(self._ask("POST", "/forward", {"x": x, "training": training}))

    def backward(self, x: Rows, y: Rows, training: bool = False) -> Document:
        """Forward, loss and backward of a batch; changes nothing."""
        return arrays(self._ask("POST", "/backward", {"x": x, "y": y, "training": training}))

    def step(self, x: Rows | None = None, y: Rows | None = None) -> Document:
        """Takes one training step on a batch, or on the next one of its data; the whole trace."""
        return arrays(self._ask("POST", "/step", known({"x": x, "y": y})))

    def trace(self, step: int) -> Document:
        """The trace of a step that was taken, exactly, however long ago."""
        return arrays(self._ask("GET", f"/steps/{step}"))

    def restore(self, step: int) -> Document:
        """Goes back to the state after a step; later ones are gone, until that is undone. 0 is the start."""
        return self._ask("POST", f"/steps/{step}/restore")

    def copy(self, step: int | None = None, *, read_only: bool = False) -> "Network":
        """The same again, as it is or as a step left it; one that is read-only is a snapshot to show."""
        made = self._ask("POST", "/copies", {"step": step, "read_only": read_only})
        return Network(self._wire, made["id"])

    def delete_copy(self, copy: str) -> None:
        """Withdraws a snapshot."""
        self._ask("DELETE", f"/copies/{copy}")

    def train(
        self,
        *,
        steps: int | None = None,
        epochs: int | None = None,
        stop: Mapping[str, Any] | None = None,
        progress: Watcher | None = None,
    ) -> Document:
        """Trains on its data for so many steps or epochs, however long that takes, or until `stop` (`loss`,
        `accuracy`, `plateau`). Answers the summary, and in `["stopped"]` what ended it.

        `progress` is called about twice a second; `progress_line()` makes one that writes a line of text.
        """
        if (steps is None) == (epochs is None):
            raise ValueError("train takes either steps or epochs")
        unit, total = ("steps", steps) if steps is not None else ("epochs", epochs)
        assert total is not None

        def call(body: Document) -> Document:
            return self._ask("POST", "/train", body)

        return trained(call, self.summary(), unit, total, dict(stop or {}), progress)

    def solve(self) -> Document:
        """Linear regression in closed form, for one linear layer under a squared error. Raises Problem, 409,
        which says why, where there is none."""
        return self._ask("POST", "/solve")

    def history(self, points: int = 500) -> History:
        """Columns along the training, at most so many points: `step`, `train_loss`, `grad_norms`, …"""
        columns = self._ask("GET", "/history", points=points)
        kept = {name: column for name, column in columns.items() if name not in ("non_finite", "diverged")}
        whole = {"step", "epoch"}
        return {
            name: np.array(column, np.int64 if name in whole else np.float64) for name, column in kept.items()
        }

    def explain(
        self,
        quantity: str,
        layer: int | None = None,
        unit: int | None = None,
        *,
        from_: int | None = None,
        example: int | None = None,
        x: Rows | None = None,
        y: Rows | None = None,
        step: int | None = None,
    ) -> Document:
        """The arithmetic of one number: `["terms"]` whose factors multiply to each, and that add up to it.

        Of a batch, of a step that was taken, or of the latest pass.
        """
        place = {"layer": layer, "unit": unit, "from": from_, "example": example}
        return self._ask(
            "POST", "/explain", known({"quantity": quantity, **place, "x": x, "y": y, "step": step})
        )

    def gradient_check(
        self,
        x: Rows | None = None,
        y: Rows | None = None,
        *,
        step: int | None = None,
        epsilon: float | None = None,
        layer: int | None = None,
    ) -> Document:
        """Every gradient beside a finite difference: `["agree"]` of `["checked"]`."""
        body = known({"x": x, "y": y, "step": step, "epsilon": epsilon, "layer": layer})
        return arrays(self._ask("POST", "/gradient-check", body))

    def diagnosis(self) -> Document:
        """What is found wrong, each with its evidence and a remedy."""
        return self._ask("GET", "/diagnosis")

    def surface(self, resolution: int = 50, unit: str | None = None) -> Document:
        """The outputs of a network of two inputs over the plane, rows by y."""
        return arrays(self._ask("GET", "/surface", resolution=resolution, unit=unit))

    def rows(self, limit: int = 1000) -> Document:
        """The rows that it learns from, and those kept aside."""
        return arrays(self._ask("GET", "/rows", limit=limit))

    def export(
        self,
        format: str,
        path: str | Path | None = None,
        *,
        what: str | None = None,
        step: int | None = None,
        before: int | None = None,
    ) -> bytes:
        """The bytes of a file: json, npz, safetensors, onnx, numpy, pytorch, keras, notebook or csv (`what`:
        history or trace); json also as it was `before` a step. Written to `path` as well, if given; into a
        folder, under its own name."""
        query = {"format": format, "what": what, "step": step, "before": before}
        response = self._wire.download(f"/networks/{self.id}/export", **query)
        if path is not None:
            own_name = response.headers["content-disposition"].split('"')[1]
            (Path(path) / own_name if Path(path).is_dir() else Path(path)).write_bytes(response.content)
        return response.content

    def _ask(self, method: str, path: str, body: Any = None, **query: Any) -> Document:
        return self._wire.ask(method, f"/networks/{self.id}{path}", body, **query)
