"""Networks come back from files with the same bits, others' files are understood, and broken ones refused."""

import io
from pathlib import Path
from typing import Any

import httpx
import numpy as np
import pytest
import torch
from hypothesis import HealthCheck, given, settings
from safetensors.numpy import save

from tests.contract.client import SPAM, Create
from tests.contract.own import POINTS, upload
from tests.contract.taken import (
    brought,
    close,
    every_choice,
    export,
    file_name,
    forward,
    mlp,
    request_of,
    saved,
    send,
)
from tests.engine.rich import Rich, riches
from tests.serving import serving

Json = dict[str, Any]

FORMATS = ("json", "npz", "safetensors", "onnx")
ROWS = [[152.0, 0.004], [171.0, 0.0], [206.5, 0.01], [0.0, -3.0]]


def elsewhere(address: str) -> httpx.Client:
    return httpx.Client(base_url=f"{address}/api/v1", timeout=60)


def same_network(client: httpx.Client, one: str, other: str) -> None:
    """In all that a summary and the parameters say, bit for bit."""
    ignored = ("id", "version", "url", "start", "step", "epoch", "undo", "redo", "edited")
    for path in ("", "/parameters"):
        old, new = (client.get(f"/networks/{id}{path}").json() for id in (one, other))
        assert {k: v for k, v in old.items() if k not in ignored} == {
            k: v for k, v in new.items() if k not in ignored
        }


@pytest.mark.parametrize("dtype", ["float64", "float32"])
@pytest.mark.parametrize("format", FORMATS)
def test_what_was_exported_comes_back_bit_for_bit(
    client: httpx.Client, create: Create, format: str, dtype: str
) -> None:
    id = create(every_choice(dtype))
    client.post(f"/networks/{id}/train", json={"steps": 20})
    exported = export(client, id, format)
    again = brought(client, exported.content, file_name(exported))
    assert again["notes"] == []
    assert again["step"] == (20 if format == "json" else 0)
    same_network(client, id, again["id"])
    assert again["data"]["rows"]["count"] == 30
    np.testing.assert_array_equal(forward(client, again["id"], ROWS), forward(client, id, ROWS))


@pytest.mark.parametrize("format", FORMATS)
@settings(
    max_examples=10,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(rich=riches(training=False))
def test_any_network_comes_back_bit_for_bit(
    client: httpx.Client, create: Create, format: str, rich: Rich
) -> None:
    id = create(request_of(rich))
    again = brought(client, export(client, id, format).content)
    same_network(client, id, again["id"])
    x = rich.x.tolist()
    np.testing.assert_array_equal(forward(client, again["id"], x), forward(client, id, x))


def test_negative_zeros_come_back(client: httpx.Client, create: Create) -> None:
    parameters = [{"w": [[-0.0, 1e-310]], "b": [-0.0, 0.0]}]
    id = create({"network": {"inputs": 1, "layers": [{"units": 2}]}, "parameters": parameters})
    for format in FORMATS:
        again = brought(client, export(client, id, format).content)
        found = client.get(f"/networks/{again['id']}/parameters").json()["layers"][0]
        numbers = [*found["w"][0], *found["b"]]
        assert [number.hex() for number in numbers] == [
            (-0.0).hex(),
            (1e-310).hex(),
            (-0.0).hex(),
            (0.0).hex(),
        ]


@pytest.mark.parametrize("format", ["npz", "safetensors", "onnx"])
def test_where_its_data_is_not_a_network_answers_the_same_without(
    client: httpx.Client, create: Create, tmp_path: Path, format: str
) -> None:
    dataset = upload(client, POINTS).json()["id"]
    layers = [{"units": 3, "activation": "tanh"}]
    id = create({"network": {"layers": layers}, "data": {"dataset_id": dataset}})
    client.post(f"/networks/{id}/train", json={"steps": 10})
    x = [[3.0, 1.0], [0.0, -4.0]]
    with serving(tmp_path, store="memory") as address, elsewhere(address) as other:
        again = brought(other, export(client, id, format).content)
        assert again["data"] is None
        assert ["not on this server" in again["notes"][0], "layer 1" in again["notes"][1]] == [True, True]
        close(forward(other, again["id"], x), forward(client, id, x), 1e-12)
        whole = brought(other, export(client, id, "json").content)
        assert whole["data"]["rows"]["count"] == 30
        np.testing.assert_array_equal(forward(other, whole["id"], x), forward(client, id, x))


def test_json_that_names_data_which_is_not_here_is_refused(client: httpx.Client) -> None:
    request = b'{"network": {"layers": [{"units": 1}]}, "data": {"dataset_id": "AAAA"}}'
    response = send(client, request)
    assert (response.status_code, "AAAA" in response.json()["detail"]) == (422, True)
    assert response.json()["errors"][0]["loc"] == ["body", "file", "data", "dataset_id"]


X = [[3.0, 1.0, 0.8], [-1.0, 0.5, 2.0]]


@pytest.mark.parametrize("dtype", [torch.float32, torch.float64])
@pytest.mark.parametrize("kind", ["pt", "safetensors", "npz", "checkpoint"])
def test_a_state_dict_computes_what_pytorch_does(client: httpx.Client, kind: str, dtype: torch.dtype) -> None:
    model = mlp(bias=kind != "npz").to(dtype)
    model(torch.randn(20, 3, dtype=dtype))
    model.eval()
    state = model.state_dict()
    arrays = {name: tensor.numpy() for name, tensor in state.items()}
    npz = io.BytesIO()
    np.savez(npz, **arrays)  # pyright: ignore[reportArgumentType]
    checkpoint = {"epoch": 3, "state_dict": state, "best": None, "betas": (0.9, 0.99), "history": [1, 2.5]}
    contents = {
        "pt": saved(state),
        "safetensors": save(arrays),
        "npz": npz.getvalue(),
        "checkpoint": saved(checkpoint),
    }
    found = brought(client, contents[kind], "mine.pt")
    assert found["name"] == "mine"
    assert [layer["activation"] for layer in found["network"]["layers"]] == ["relu", "relu", "linear"]
    assert [layer["batch_norm"] for layer in found["network"]["layers"]] == [True, False, False]
    assert "relu" in found["notes"][0]
    expected = model(torch.tensor(X, dtype=dtype)).detach().numpy()
    assert found["network"]["dtype"] == str(expected.dtype)
    close(forward(client, found["id"], X), expected.astype(float), 1e-5 if dtype == torch.float32 else 1e-12)


def test_a_state_dicts_activations_can_be_said(client: httpx.Client) -> None:
    state = {name: tensor.numpy() for name, tensor in mlp().state_dict().items()}
    fields = {"activation": "tanh", "loss": "categorical_cross_entropy"}
    network = brought(client, save(state), **fields)["network"]
    assert [layer["activation"] for layer in network["layers"]] == ["tanh", "tanh", "softmax"]
    assert network["loss"] == "categorical_cross_entropy"
    gelu = brought(client, save(state), output_activation="gelu")["network"]["layers"]
    assert [layer["activation"] for layer in gelu] == ["relu", "relu", "gelu"]


def test_layers_are_counted_as_a_person_does(client: httpx.Client) -> None:
    state = {f"net.{i}.weight": np.full((i + 1, max(i, 1)), 0.1) for i in range(1, 12)}
    layers = brought(client, save(state))["network"]["layers"]
    assert [layer["units"] for layer in layers] == list(range(2, 13))


def test_an_exported_pytorch_model_comes_back_by_its_state_dict(client: httpx.Client, create: Create) -> None:
    layers = [{"units": 5, "activation": "relu", "batch_norm": True}]
    id = create({"network": {"layers": layers}, "data": {"name": "iris"}})
    names: Json = {}
    exec(export(client, id, "pytorch").text, names)
    again = brought(client, saved(names["model"].state_dict()), loss="categorical_cross_entropy")
    assert again["network"]["dtype"] == "float64"
    x = [[5.1, 3.5, 1.4, 0.2]]
    close(forward(client, again["id"], x), forward(client, id, x), 1e-12)


def test_a_file_may_begin_with_spaces_or_a_mark(client: httpx.Client, create: Create) -> None:
    content = export(client, create(), "json").content
    assert brought(client, b"\n  " + content)["name"] == "Spam filter"


def test_limits_hold_for_files_too(client: httpx.Client, create: Create, tmp_path: Path) -> None:
    id = create(SPAM)
    files = [export(client, id, format).content for format in FORMATS]
    with (
        serving(tmp_path, store="memory", max_parameters="10", max_layers="1") as address,
        elsewhere(address) as other,
    ):
        for content in files:
            response = send(other, content)
            assert response.status_code == 422
            assert "at most" in response.json()["detail"]
