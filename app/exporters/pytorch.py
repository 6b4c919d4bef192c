"""A module of PyTorch code with a module-level `model`, in evaluation mode."""

from collections.abc import Iterator

from app.exporters.code import assignments, heading, literal, module, not_finite, units
from app.exporters.subject import Subject
from engine.batch_norm import EPSILON, MOMENTUM
from engine.network import Layer

# PyTorch's own layer of each activation; linear needs none. Beyond the threshold its softplus is z itself:
# at 40 that is so to the last bit, at its default of 20 only to 2e-9.
MODULES = {
    "relu": "nn.ReLU()",
    "leaky_relu": "nn.LeakyReLU({negative_slope})",
    "elu": "nn.ELU({alpha})",
    "gelu": "nn.GELU()",
    "silu": "nn.SiLU()",
    "softplus": "nn.Softplus(threshold=40)",
    "sigmoid": "nn.Sigmoid()",
    "tanh": "nn.Tanh()",
    "softmax": "nn.Softmax(dim=1)",
}

STANDARDIZE = """
class Standardize(nn.Module):
    def __init__(self, mean, scale):
        super().__init__()
        self.register_buffer("mean", torch.tensor(mean, dtype=torch.float64))
        self.register_buffer("scale", torch.tensor(scale, dtype=torch.float64))

    def forward(self, x):
        return ((x.double() - self.mean) / self.scale).to(DTYPE)
"""
SKIP = """
class Skip(nn.Sequential):
    def forward(self, x):
        return super().forward(x) + x
"""
DENSE = """
def tensor(numbers):
    return torch.tensor(numbers, dtype=DTYPE)


def dense(w, b):
    layer = nn.Linear(len(w), len(b), dtype=DTYPE)
    layer.load_state_dict({"weight": tensor(w).T, "bias": tensor(b)})
    return layer
"""
BATCH_NORM = f"""
def batch_norm(gamma, beta, mean, var):
    layer = nn.BatchNorm1d(len(gamma), eps={EPSILON}, momentum={MOMENTUM}, dtype=DTYPE)
    numbers = {{"weight": gamma, "bias": beta, "running_mean": mean, "running_var": var}}
    layer.load_state_dict({{name: tensor(own) for name, own in numbers.items()}}, strict=False)
    return layer
"""


def write(subject: Subject) -> bytes:
    dtype = subject.network.dtype
    what = f"`model(x)` answers the outputs (N, D_out) of a tensor x (N, D_in) of {dtype}, {units(subject)}."
    return module(heading(subject, what), _head(subject), assignments(subject, literal), _model(subject))


def _head(subject: Subject) -> Iterator[str]:
    layers = subject.network.layers
    yield ""
    yield from (f"{line}\n" for line in not_finite(subject))
    yield from ["import torch", "from torch import nn", "", f"DTYPE = torch.{subject.network.dtype}"]
    if subject.standardize is not None:
        yield f"\n{STANDARDIZE.rstrip()}"
    if any(layer.skip for layer in layers):
        yield f"\n{SKIP.rstrip()}"
    yield f"\n{DENSE.rstrip()}"
    if any(layer.batch_norm for layer in layers):
        yield f"\n{BATCH_NORM.rstrip()}"


def _model(subject: Subject) -> Iterator[str]:
    yield from ["", "model = nn.Sequential("]
    if subject.standardize is not None:
        yield "    Standardize(MEAN, SCALE),"
    for i, layer in enumerate(subject.network.layers, start=1):
        parts = list(_parts(i, layer))
        yield from [f"    Skip({', '.join(parts)})," if layer.skip else f"    {', '.join(parts)},"]
        if layer.dropout:
            yield f"    nn.Dropout({layer.dropout}),"
    yield from [")", "model.eval()"]


def _parts(i: int, layer: Layer) -> Iterator[str]:
    yield f"dense(W{i}, B{i})"
    if layer.batch_norm:
        yield f"batch_norm(GAMMA{i}, BETA{i}, RUNNING_MEAN{i}, RUNNING_VAR{i})"
    if layer.activation.name in MODULES:
        yield MODULES[layer.activation.name].format_map(layer.activation.parameters)
