"""The data of a network: drawn again from its spec whenever it is wanted, so that only the spec is kept."""

from functools import lru_cache

from app.schemas.requests import LayerBody, NetworkBody, NetworkDraft
from engine.batches import Rows
from engine.datasets import OUTPUTS, Data, DataSpec, prepare
from engine.errors import RuleError
from engine.network import Network

CATEGORICAL = "categorical_cross_entropy"


@lru_cache(maxsize=64)
def prepared(spec: DataSpec, loss: str | None) -> Data:
    """The rows of a spec as a network with this loss is fed them, the same bits each time."""
    return prepare(spec, loss)


def data_of(spec: DataSpec | None, network: Network) -> Data | None:
    return None if spec is None else prepared(spec, network.loss)


def completed(draft: NetworkDraft | None, spec: DataSpec | None) -> NetworkBody:
    """The network that a request means: what it leaves out follows from the data.

    Without layers, or where the last one is not as wide as the targets, an output layer is added.
    """
    given = draft or NetworkDraft.model_validate({})
    if spec is None:
        for name in ("inputs", "layers"):
            if getattr(given, name) is None:
                raise RuleError(f"{name} is required where there is no data to take it from", (name,))
        return _body(given, given.inputs or 0, given.layers or [])
    layers = list(given.layers or ())
    last = layers[-1].activation.name if layers else None
    data = prepared(spec, CATEGORICAL if last == "softmax" else given.loss)
    outputs = data.y.shape[1]
    if last is None or (last != "softmax" and layers[-1].units != outputs):
        activation = "softmax" if given.loss == CATEGORICAL else OUTPUTS[data.task]
        layers.append(LayerBody.model_validate({"units": outputs, "activation": activation}))
    return _body(given, data.x.shape[1] if given.inputs is None else given.inputs, layers)


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
