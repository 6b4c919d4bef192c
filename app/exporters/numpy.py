"""A module of NumPy code that computes what the network does, line by line: `forward(x)`."""

from collections.abc import Iterator

from app.exporters.code import assignments, heading, module, not_finite, np_array, units
from app.exporters.subject import Subject
from engine.batch_norm import EPSILON

# Each activation as the module defines it; linear needs nothing.
FUNCTIONS = {
    "relu": """
def relu(z):
    return np.maximum(z, 0)
""",
    "leaky_relu": """
def leaky_relu(z, negative_slope):
    return np.where(z > 0, z, negative_slope * z)
""",
    "elu": """
def elu(z, alpha):
    return np.where(z > 0, z, alpha * np.expm1(np.minimum(z, 0)))
""",
    "gelu": """
erfc = np.frompyfunc(math.erfc, 1, 1)  # NumPy has none of its own


def gelu(z):
    return z * (0.5 * erfc(z * -math.sqrt(0.5)).astype(z.dtype))
""",
    "silu": """
def silu(z):
    return z * sigmoid(z)
""",
    "softplus": """
def softplus(z):
    return np.maximum(z, 0) + np.log1p(np.exp(-np.abs(z)))
""",
    "sigmoid": """
def sigmoid(z):
    e = np.exp(-np.abs(z))
    return np.where(z >= 0, 1, e) / (1 + e)
""",
    "tanh": """
def tanh(z):
    return np.tanh(z)
""",
    "softmax": """
def softmax(z):
    e = np.exp(z - z.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)
""",
}
LINEAR = "linear"


def write(subject: Subject) -> bytes:
    what = f"`forward(x)` answers the outputs (N, D_out) of rows x (N, D_in), {units(subject)}."
    return module(
        heading(subject, what),
        _imports(subject),
        _functions(subject),
        assignments(subject, np_array),
        _forward(subject),
    )


def _imports(subject: Subject) -> Iterator[str]:
    used = {layer.activation.name for layer in subject.network.layers}
    standard = [*(["import math"] if "gelu" in used else []), *not_finite(subject)]
    yield from ["", *standard, *([""] if standard else []), "import numpy as np"]


def _functions(subject: Subject) -> Iterator[str]:
    used = {layer.activation.name for layer in subject.network.layers}
    if "silu" in used:
        used.add("sigmoid")
    for name, source in FUNCTIONS.items():
        if name in used:
            yield f"\n{source.rstrip()}"


def _forward(subject: Subject) -> Iterator[str]:
    dtype = subject.network.dtype
    yield from ["", "", "def forward(x):", "    x = np.asarray(x, np.float64)"]
    if subject.standardize is not None:
        yield "    x = (x - MEAN) / SCALE"
    yield f"    a0 = x.astype(np.{dtype})"
    for i, layer in enumerate(subject.network.layers, start=1):
        f_input = f"z{i}"
        yield f"    z{i} = a{i - 1} @ W{i} + B{i}"
        if layer.batch_norm:
            f_input = f"y{i}"
            x_hat = f"(z{i} - RUNNING_MEAN{i}) / np.sqrt(RUNNING_VAR{i} + {EPSILON})"
            yield f"    y{i} = {x_hat} * GAMMA{i} + BETA{i}"
        a = _call(layer.activation.name, f_input, *layer.activation.parameters.values())
        yield f"    a{i} = {a} + a{i - 1}" if layer.skip else f"    a{i} = {a}"
    yield f"    return a{len(subject.network.layers)}"


def _call(name: str, *arguments: object) -> str:
    if name == LINEAR:
        return str(arguments[0])
    return f"{name}({', '.join(map(str, arguments))})"
