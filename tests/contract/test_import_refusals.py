"""Broken files, and files that mean harm: each is refused with what is wrong, and nothing of them is run."""

import io
import json
import os
import pickle
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import numpy as np
import onnx
import pytest
import torch
from safetensors.numpy import load, save

from tests.contract.client import SPAM, Create
from tests.contract.taken import export, mlp, saved, send

Json = dict[str, Any]
Files = dict[str, bytes]
Break = Callable[[Files], bytes]

REQUEST = "mlpscope"


@pytest.fixture
def files(client: httpx.Client, create: Create) -> Files:
    """The spam filter in every format; for ONNX one that brings functions."""
    spam = {name: export(client, create(), name).content for name in ("json", "npz", "safetensors")}
    network = {"inputs": 2, "layers": [{"units": 2, "activation": "gelu"}, {"units": 1, "activation": "elu"}]}
    return {**spam, "onnx": export(client, create({"network": network}), "onnx").content}


def changed_json(**changes: Any) -> Break:
    return lambda files: json.dumps({**json.loads(files["json"]), **changes}).encode()


def changed_arrays(**changes: Any) -> Break:
    """npz with arrays in place of others; None takes one away."""

    def change(files: Files) -> bytes:
        with np.load(io.BytesIO(files["npz"])) as whole:
            arrays = {**whole, **{name.replace("_", ".", 2): array for name, array in changes.items()}}
        file = io.BytesIO()
        kept: Json = {name: array for name, array in arrays.items() if array is not None}
        np.savez(file, **kept)
        return file.getvalue()

    return change


def tensors(**own: Any) -> Break:
    return lambda files: save({name.replace("__", "."): np.asarray(array) for name, array in own.items()})


def zipped(*members: tuple[str, bytes]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members:
            archive.writestr(name, content)
    return file.getvalue()


def npy(shape: tuple[int, ...], content: bytes = b"") -> bytes:
    head = io.BytesIO()
    np.lib.format.write_array_header_1_0(head, {"descr": "<f8", "fortran_order": False, "shape": shape})
    return head.getvalue() + content


def changed_model(change: Callable[[onnx.ModelProto], object]) -> Break:
    def apply(files: Files) -> bytes:
        model = onnx.load_model_from_string(files["onnx"])
        change(model)
        return model.SerializeToString()

    return apply


def renamed_function(model: onnx.ModelProto) -> None:
    node = next(node for node in model.functions[0].node if node.op_type == "Mul")
    node.op_type = "Add"


def other_activation(model: onnx.ModelProto) -> None:
    request = json.loads(model.metadata_props[0].value)
    request["network"]["layers"][1]["activation"] = "tanh"
    model.metadata_props[0].value = json.dumps(request)


def pt(change: Callable[[str, bytes], bytes | None]) -> Break:
    """A state_dict as torch saves it, each member changed or taken away."""

    def apply(files: Files) -> bytes:
        with zipfile.ZipFile(io.BytesIO(saved(mlp().state_dict()))) as whole:
            members = [(name, change(name, whole.read(name))) for name in whole.namelist()]
        return zipped(*((name, content) for name, content in members if content is not None))

    return apply


class Harm:
    """Unpickled, it makes a file."""

    def __init__(self, path: str) -> None:
        self.path = path

    def __reduce__(self) -> Any:
        return os.mkdir, (self.path,)


W = np.ones((3, 2))
BROKEN: dict[str, tuple[Break, str]] = {
    "nothing": (lambda _: b"", "got an empty file"),
    "noise": (lambda _: bytes(range(256)), "must be JSON, npz, safetensors, ONNX or a state_dict"),
    "a text": (lambda _: b"x1,x2\n1,2\n", "must be JSON, npz, safetensors, ONNX or a state_dict"),
    "a list": (lambda _: b"[1, 2]", "must be JSON, npz, safetensors, ONNX or a state_dict"),
    "JSON cut short": (lambda f: f["json"][:-40], "must hold a request as JSON. Invalid JSON: EOF"),
    "JSON in Latin-1": (lambda _: b'{"name": "caf\xe9"}', "must hold a request as JSON"),
    "JSON with another key": (changed_json(colour="red"), "colour is not a known field"),
    "JSON with a null": (
        changed_json(parameters=[{"w": [[None, 1]], "b": [0, 0]}]),
        "parameters[0].w[0][0] must be a number, got null",
    ),
    "JSON of another shape": (
        changed_json(parameters=[{"w": [[1]], "b": [0]}, {"w": [[1], [1]], "b": [0]}]),
        "w of layer 1 must have shape (3, 2), got (1, 1)",
    ),
    "npz cut short": (lambda f: f["npz"][:-60], "must be a whole zip archive"),
    "npz without layer 2": (changed_arrays(layers_2_w=None, layers_2_b=None), "must hold 2 layers, got 1"),
    "npz without a bias": (changed_arrays(layers_1_b=None), "layers.1.b is required"),
    "npz with a gap": (changed_arrays(layers_4_w=W, layers_4_b=W[0]), "without a gap, got 1, 2, 4"),
    "npz with a stranger": (changed_arrays(colour=W), "named as layers.1.w is"),
    "npz with NaN": (changed_arrays(layers_1_w=W * np.nan), "layers.1.w must hold finite numbers, got nan"),
    "npz with a negative variance": (
        changed_arrays(layers_1_running_var=np.array([1.0, -2.0])),
        "layers.1.running_var must be at least 0, got -2.0",
    ),
    "npz with whole numbers": (changed_arrays(layers_1_w=W.astype(int)), "floating-point numbers, got int64"),
    "npz with gamma": (
        changed_arrays(layers_1_gamma=W[0]),
        "gamma of layer 1 needs batch_norm, which is off",
    ),
    "npz with a pickle": (changed_arrays(layers_1_w=np.array([{}], object)), "got object"),
    "npz with a request cut short": (
        changed_arrays(mlpscope=np.array('{"name": ')),
        "must hold a request as JSON",
    ),
    "npz whose request is a number": (changed_arrays(mlpscope=np.array(7.0)), "mlpscope must be one text"),
    "npz of other files": (lambda _: zipped(("a.txt", b"hello")), "must hold .npy arrays alone, got 'a.txt'"),
    "npz of noise": (lambda _: zipped(("a.npy", b"hello")), "a.npy must be an array as NumPy writes it"),
    "npz that claims more than it holds": (
        lambda _: zipped(("w.npy", npy((1_000_000, 1_000_000)))),
        "must hold 8000000000000 bytes, got 0",
    ),
    "npz that unpacks to too much": (
        lambda _: zipped(*((f"{i}.npy", npy((2_500_000,), bytes(20_000_000))) for i in range(2))),
        "must unpack to at most 25000000 bytes, got 40000256",
    ),
    "npz with a member twice": (lambda _: doubled(), "each member once, got 'a.npy' twice"),
    "npz with too many members": (
        lambda _: zipped(*((f"{i}.npy", b"") for i in range(1001))),
        "at most 1000 members, got 1001",
    ),
    "safetensors cut short": (lambda f: f["safetensors"][:-8], "must be safetensors"),
    "safetensors of nothing": (lambda _: save({}), "must hold the arrays of a network, got none"),
    "safetensors of whole numbers": (
        tensors(a__weight=W.astype(np.int64)),
        "a.weight must hold floating-point",
    ),
    "safetensors of bfloat16": (lambda _: bfloat16(), "must be safetensors of float64 or float32"),
    "a convolution": (tensors(conv__weight=np.ones((2, 3, 3, 3))), "got 'conv' with weight (2, 3, 3, 3)"),
    "a layer norm": (tensors(l__weight=W, n__weight=W[0], n__bias=W[0]), "got 'n' with"),
    "widths that do not fit": (
        tensors(a__weight=W, b__weight=np.ones((2, 5))),
        "b.weight must take 3 inputs, one from each unit of 'a' before it, got 5",
    ),
    "a bias that does not fit": (
        tensors(a__weight=W, a__bias=np.ones(4)),
        "a.bias must have shape (3,), got (4,)",
    ),
    "batch norm after an activation": (
        lambda _: saved(
            torch.nn.Sequential(torch.nn.Linear(2, 3), torch.nn.ReLU(), torch.nn.BatchNorm1d(3)).state_dict()
        ),
        "'2', a batch norm, must follow its linear layer directly",
    ),
    "ONNX cut short": (lambda f: f["onnx"][:-9], "must be JSON, npz, safetensors, ONNX or a state_dict"),
    "ONNX with another function": (changed_model(renamed_function), "as mlpscope writes it, got another"),
    "ONNX that is not as described": (
        changed_model(other_activation),
        "must compute layer 2 as it describes it, tanh, got elu 1",
    ),
    "a whole model": (
        lambda _: saved(mlp()),
        "must hold tensors alone, got torch.nn.modules.container.Sequential",
    ),
    "tensors among strangers": (
        lambda _: saved({"w": torch.ones(2, 2), "epoch": 3}),
        "got int under 'epoch'",
    ),
    "whole numbers alone": (lambda _: saved([1, 2]), "got a list"),
    "a bare pickle": (lambda _: pickle.dumps({"w": 1}), "a pickle could run anything, and is not read"),
    "a storage that is missing": (pt(lambda name, c: None if name.endswith("data/0") else c), "data/0"),
    "a storage cut short": (
        pt(lambda name, c: c[:8] if name.endswith("data/0") else c),
        "a tensor of shape (5, 3) must lie within its 2 numbers",
    ),
    "a program cut short": (pt(lambda name, c: c[:90] if name.endswith("data.pkl") else c), "state_dict"),
    "the other order of bytes": (
        pt(lambda name, c: b"big" if name.endswith("byteorder") else c),
        "must be little-endian, got b'big'",
    ),
}


def doubled() -> bytes:
    with pytest.warns(UserWarning, match="Duplicate"):
        return zipped(("a.npy", npy((0,))), ("a.npy", npy((0,))))


def bfloat16() -> bytes:
    header = json.dumps({"a.weight": {"dtype": "BF16", "shape": [1, 1], "data_offsets": [0, 2]}}).encode()
    return len(header).to_bytes(8, "little") + header + b"\x00\x00"


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_file_is_refused_with_what_is_wrong(client: httpx.Client, files: Files, name: str) -> None:
    breaks, says = BROKEN[name]
    response = send(client, breaks(files))
    assert response.status_code == 422, response.text
    problem = response.json()
    assert says in problem["detail"]
    assert problem["errors"][0]["loc"][:2] == ["body", "file"]


@pytest.mark.parametrize("checkpoint", [False, True])
def test_nothing_that_a_pickle_asks_for_is_run(
    client: httpx.Client, tmp_path: Path, checkpoint: bool
) -> None:
    path = tmp_path / "harmed"
    harm = Harm(str(path))
    response = send(client, saved({"state_dict": mlp().state_dict(), "x": harm} if checkpoint else harm))
    assert response.status_code == 422
    assert "posix.mkdir" in response.json()["detail"]
    assert not path.exists()


def test_a_pickle_that_grows_without_end_is_refused(client: httpx.Client) -> None:
    """Pairs of pairs of pairs …, which nothing here may hash, compare or write out."""
    program = b"\x80\x02)q\x00" + b"h\x00h\x00\x86q\x00" * 100 + b"}h\x00K\x01s."
    response = send(client, zipped(("a/data.pkl", program)))
    assert response.status_code == 422
    assert "names must be texts" in response.json()["detail"]
    program = b"\x80\x02)q\x00" + b"h\x00h\x00\x86q\x00" * 100 + b"}X\x01\x00\x00\x00ah\x00s."
    response = send(client, zipped(("a/data.pkl", program)))
    assert "got tuple under 'a'" in response.json()["detail"]


def test_no_refused_file_leaves_a_network_behind(client: httpx.Client, files: Files) -> None:
    response = send(client, changed_model(other_activation)(files))
    assert "location" not in response.headers
    assert load(files["safetensors"])


def test_fields_of_the_form_are_checked(client: httpx.Client, files: Files) -> None:
    weights = save({"a.weight": W})
    for content, fields, says, loc in (
        (weights, {"activation": "rleu"}, "Unknown activation 'rleu'", ["body", "activation"]),
        (weights, {"output_activation": "x"}, "Unknown activation 'x'", ["body", "output_activation"]),
        (weights, {"loss": "x"}, "Unknown loss 'x'", ["body", "loss"]),
        (weights, {"colour": "red"}, "colour is not a known field", ["body", "colour"]),
        (weights, {"loss": "binary_cross_entropy", "output_activation": "tanh"}, "needs a sigmoid", None),
        (
            files["npz"],
            {"activation": "tanh"},
            "activation belongs to files that do not say it",
            ["body", "file"],
        ),
    ):
        response = send(client, content, **fields)
        assert response.status_code == 422
        assert says in response.json()["detail"]
        assert loc is None or response.json()["errors"][0]["loc"] == loc
    twice = [("file", ("a", weights)), ("loss", (None, "huber")), ("loss", (None, "huber"))]
    response = client.post("/networks/import", files=twice)
    assert (response.status_code, response.json()["detail"]) == (422, "loss must be one text.")
    response = client.post("/networks/import", files={"loss": (None, "huber")})
    assert "file is required" in response.json()["detail"]
    assert client.post("/networks/import", json=SPAM).status_code == 415
