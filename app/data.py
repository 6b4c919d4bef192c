"""The data of a network: prepared again from its source whenever it is wanted, so that only that is kept."""

from dataclasses import dataclass, field
from functools import lru_cache

from app.schemas.requests import LayerBody, NetworkBody, NetworkDraft
from app.source import Source
from app.worker import Keyed, key_of
from engine.batches import Rows
from engine.datasets import OUTPUTS, Data
from engine.errors import RuleError
from engine.losses import LOSSES
from engine.network import Network

MOST_SUBJECTS = 64


@lru_cache(maxsize=64)
def prepared(source: Source, loss: str | None) -> Data:
    """The rows of a source as a network with this loss is fed them, the same bits each time."""
    return source.prepare(loss)


def data_of(source: Source | None, network: Network) -> Data | None:
    return None if source is None else prepared(source, network.loss)


@dataclass(frozen=True, slots=True, eq=False)
class Subject(Rows):
    """What a network learns from: rows that fit it, and the data that they come from.

    It is told from others by what it is, not by its numbers, so that things can be remembered of it.
    """

    data: Data = field(kw_only=True)

    def __eq__(self, other: object) -> bool:
        return self is other

    def __hash__(self) -> int:
        return id(self)


def subject_of(source: Source, network: Network) -> Keyed[Subject]:
    """The data of a source for a network that fits it, checked once."""
    key = (source, network.loss, network.dtype)
    if key not in _SUBJECTS:
        if len(_SUBJECTS) >= MOST_SUBJECTS:
            del _SUBJECTS[next(iter(_SUBJECTS))]
        data = prepared(source, network.loss)
        rows = Rows.of(network, data)
        own = key_of(data.raw, rows.x, rows.y, rows.x_validation, rows.y_validation)
        subject = Subject(rows.x, rows.y, rows.x_validation, rows.y_validation, data=data)
        _SUBJECTS[key] = Keyed(own, subject)
    return _SUBJECTS[key]


_SUBJECTS: dict[tuple[Source, str, str], Keyed[Subject]] = {}


def completed(draft: NetworkDraft | None, source: Source | None) -> NetworkBody:
    """The network that a request means: what it leaves out follows from the data.

    Without layers, or where the last one is not as wide as the targets, an output layer is added.
    """
    given = draft or NetworkDraft.model_validate({})
    if source is None:
        for name in ("inputs", "layers"):
            if getattr(given, name) is None:
                raise RuleError(f"{name} is required where there is no data to take it from", (name,))
        return _body(given, given.inputs or 0, given.layers or [])
    layers = list(given.layers or ())
    last = layers[-1] if layers else None
    data = prepared(source, given.loss or _loss_after(last))
    outputs = data.y.shape[1]
    if last is None or (last.activation.name != "softmax" and last.units != outputs):
        activation = LOSSES[given.loss].activation if given.loss else None
        activation = activation or OUTPUTS[data.task]
        layers.append(LayerBody.model_validate({"units": outputs, "activation": activation}))
    return _body(given, data.x.shape[1] if given.inputs is None else given.inputs, layers)


def _loss_after(last: LayerBody | None) -> str | None:
    """The loss that an output of this kind would have: it says what two classes are encoded as."""
    if last is None or (last.activation.name == "sigmoid" and last.units > 1):
        return None
    return next((loss.name for loss in LOSSES.values() if loss.activation == last.activation.name), None)


def _body(draft: NetworkDraft, inputs: int, layers: list[LayerBody]) -> NetworkBody:
    return NetworkBody(inputs=inputs, layers=layers, loss=draft.loss, seed=draft.seed, dtype=draft.dtype)


def check_fit(network: Network, data: Data) -> None:
    """RuleError if the network cannot be trained on the data; its path begins at the request."""
    inputs, outputs, last = data.x.shape[1], data.y.shape[1], network.layers[-1].units
    if network.inputs != inputs:
        raise RuleError(
            f"network.inputs must be {inputs}, one for each feature of the data, got {network.inputs}",
            ("network", "inputs"),
        )
    if last != outputs:
        raise RuleError(
            f"units of the output layer must be {outputs}, one for each target of the data, got {last}",
            ("network", "layers", len(network.layers) - 1, "units"),
        )
    try:
        Rows.of(network, data)
    except RuleError as error:
        raise RuleError(f"data does not fit the loss {network.loss}: {error}", ("data",)) from None
