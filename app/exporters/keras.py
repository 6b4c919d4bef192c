"""A module of Keras 3 code with a module-level `model`, for any of its backends.

As exact as they are: with PyTorch's, Keras 3.15 multiplies float64 matrices in float32.
"""

from collections.abc import Iterator

from app.exporters.code import assignments, heading, module, not_finite, np_array, units
from app.exporters.subject import Subject
from engine.batch_norm import EPSILON, MOMENTUM
from engine.network import Layer

# Keras's own layer of each activation; linear needs none. Its gelu is the exact one.
LAYERS = {
    "relu": 'layers.Activation("relu", dtype=DTYPE)',
    "leaky_relu": "layers.LeakyReLU(negative_slope={negative_slope}, dtype=DTYPE)",
    "elu": "layers.ELU(alpha={alpha}, dtype=DTYPE)",
    "gelu": 'layers.Activation("gelu", dtype=DTYPE)',
    "silu": 'layers.Activation("silu", dtype=DTYPE)',
    "softplus": 'layers.Activation("softplus", dtype=DTYPE)',
    "sigmoid": 'layers.Activation("sigmoid", dtype=DTYPE)',
    "tanh": 'layers.Activation("tanh", dtype=DTYPE)',
    "softmax": 'layers.Activation("softmax", dtype=DTYPE)',
}

HELPERS = """
def dense(a, w, b):
    layer = layers.Dense(len(b), dtype=DTYPE)
    a = layer(a)
    layer.set_weights([w, b])
    return a
"""
BATCH_NORM = f"""
def batch_norm(z, gamma, beta, mean, var):
    layer = layers.BatchNormalization(epsilon={EPSILON}, momentum={1 - MOMENTUM}, dtype=DTYPE)
    y = layer(z)
    layer.set_weights([gamma, beta, mean, var])
    return y
"""


def write(subject: Subject) -> bytes:
    what = (
        f"`model(x)` answers the outputs (N, D_out) of rows x (N, D_in), {units(subject)}.\n"
        "Under some of its backends Keras multiplies matrices in float32, whatever the dtype."
    )
    return module(heading(subject, what), _head(subject), assignments(subject, np_array), _model(subject))


def _head(subject: Subject) -> Iterator[str]:
    yield ""
    yield from (f"{line}\n" for line in not_finite(subject))
    yield from ["import keras", "import numpy as np", "from keras import layers", ""]
    yield from [f'DTYPE = "{subject.network.dtype}"', f"\n{HELPERS.rstrip()}"]
    if any(layer.batch_norm for layer in subject.network.layers):
        yield f"\n{BATCH_NORM.rstrip()}"


def _model(subject: Subject) -> Iterator[str]:
    entry = "DTYPE" if subject.standardize is None else '"float64"'
    yield from ["", f"x = a0 = keras.Input(({subject.network.inputs},), dtype={entry})"]
    if subject.standardize is not None:
        yield 'a0 = layers.Rescaling(1.0, offset=-MEAN, dtype="float64")(a0)'
        yield 'a0 = layers.Rescaling(1 / SCALE, dtype="float64")(a0)'
    for i, layer in enumerate(subject.network.layers, start=1):
        yield from _layer(i, layer)
    yield f"model = keras.Model(x, a{len(subject.network.layers)})"


def _layer(i: int, layer: Layer) -> Iterator[str]:
    a = f"a{i}"
    yield f"{a} = dense(a{i - 1}, W{i}, B{i})"
    if layer.batch_norm:
        yield f"{a} = batch_norm({a}, GAMMA{i}, BETA{i}, RUNNING_MEAN{i}, RUNNING_VAR{i})"
    if layer.activation.name in LAYERS:
        yield f"{a} = {LAYERS[layer.activation.name].format_map(layer.activation.parameters)}({a})"
    if layer.skip:
        yield f"{a} = layers.Add(dtype=DTYPE)([{a}, a{i - 1}])"
    if layer.dropout:
        yield f"{a} = layers.Dropout({layer.dropout}, dtype=DTYPE)({a})"
