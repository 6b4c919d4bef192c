"""A server, and the networks on it."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any

from app.client.network import Network
from app.client.wire import TIMEOUT, Document, Wire, known


class Client:
    """Speaks to the server at `address`, with its `token` if it has one. `close`, or the end of a `with`
    block, closes its connections."""

    def __init__(
        self, address: str = "http://127.0.0.1:8000", timeout: float = TIMEOUT, *, token: str | None = None
    ) -> None:
        self._wire = Wire(address, timeout, token)

    def __enter__(self) -> "Client":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        self._wire.http.close()

    def catalog(self) -> Document:
        """All there is to choose from, and the server's limits."""
        return self._wire.ask("GET", "/catalog")

    def create(
        self,
        network: Mapping[str, Any] | None = None,
        *,
        data: Mapping[str, Any] | None = None,
        training: Mapping[str, Any] | None = None,
        parameters: Sequence[Mapping[str, Any]] | None = None,
        example: Mapping[str, Any] | None = None,
        state: Mapping[str, Any] | None = None,
        name: str | None = None,
    ) -> Network:
        """A new network, in the words of `POST /networks`; what is left out follows from the data, or is the
        default. `parameters` may hold arrays: `[{"w": w1, "b": b1}, …]`."""
        request = {
            "name": name,
            "network": network,
            "data": data,
            "training": training,
            "parameters": parameters,
            "example": example,
            "state": state,
        }
        return self._network(self._wire.ask("POST", "/networks", known(request)))

    def preset(self, name: str) -> Network:
        """A network as the catalog has it ready."""
        presets = {preset["name"]: preset["request"] for preset in self.catalog()["presets"]}
        if name not in presets:
            raise KeyError(f"Unknown preset {name!r}. Choose one of: {', '.join(presets)}")
        return self._network(self._wire.ask("POST", "/networks", presets[name]))

    def open(self, id: str) -> Network:
        """A network that is there already."""
        return self._network(self._wire.ask("GET", f"/networks/{id}"))

    def import_file(
        self,
        file: str | Path | bytes,
        *,
        name: str = "network",
        activation: str | None = None,
        output_activation: str | None = None,
        loss: str | None = None,
    ) -> Network:
        """A network from a file, or from the bytes of one called `name`: JSON, npz, safetensors, ONNX, or a
        PyTorch `state_dict`, whose activations may be said. `network.notes` tells what was assumed."""
        content = file if isinstance(file, bytes) else Path(file).read_bytes()
        called = name if isinstance(file, bytes) else Path(file).name
        fields = {"activation": activation, "output_activation": output_activation, "loss": loss}
        return self._network(self._wire.upload("/networks/import", content, called, known(fields)))

    def upload(self, file: str | Path) -> Document:
        """Keeps a CSV file; answers its columns, and the id that `data={"dataset_id": …}` takes."""
        return self._wire.upload("/datasets", Path(file).read_bytes(), Path(file).name)

    def _network(self, summary: Document) -> Network:
        return Network(self._wire, summary["id"], tuple(summary.get("notes", ())))
