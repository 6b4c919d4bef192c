"""A trace of any kind, read in one way: which number stands where, and what it is called."""

from dataclasses import dataclass

from engine.batch_norm import inverse_deviation
from engine.errors import RuleError
from engine.explain import latex
from engine.explain.parts import Factor, Ref
from engine.held import named
from engine.network import Network
from engine.passes import (
    Backward,
    BatchNormBackward,
    BatchNormForward,
    Forward,
    LayerBackward,
    LayerForward,
)
from engine.training import LayerUpdate, Step, Training
from engine.types import Array, Mask

_NORM = {
    "gamma": r"\gamma",
    "beta": r"\beta",
    "mean": r"\mu",
    "var": r"{\sigma^2}",
    "spread": "s",
}


@dataclass(frozen=True, slots=True)
class Trace:
    """Forward and what may follow it; its methods answer factors: a number with its symbol and its Ref."""

    forward: Forward
    back: Backward | None
    step: Step | None
    settings: Training | None = None

    @classmethod
    def of(cls, trace: Forward | Backward | Step, settings: Training | None = None) -> "Trace":
        if isinstance(trace, Step):
            return cls(trace.backward.forward, trace.backward, trace, trace.training)
        if isinstance(trace, Backward):
            return cls(trace.forward, trace, None, settings)
        return cls(trace, None, None, settings)

    @property
    def network(self) -> Network:
        return self.forward.network

    @property
    def depth(self) -> int:
        return len(self.network.layers)

    @property
    def rows(self) -> int:
        return len(self.forward.x)

    @property
    def backward(self) -> Backward:
        if self.back is None:
            raise RuleError("gradients and losses need a trace with a backward pass", ("quantity",))
        return self.back

    def ahead(self, layer: int) -> LayerForward:
        return self.forward.layers[layer - 1]

    def behind(self, layer: int) -> LayerBackward:
        return self.backward.layers[layer - 1]

    def update(self, layer: int) -> LayerUpdate:
        return self.taken.updates[layer - 1]

    @property
    def taken(self) -> Step:
        if self.step is None:
            raise RuleError("update and learning_rate need the trace of a training step", ("quantity",))
        return self.step

    @property
    def training(self) -> Training:
        if self.settings is None:
            raise RuleError("a penalty needs the settings of training", ("quantity",))
        return self.settings

    def held(self, layer: int, kind: str) -> Mask | None:
        """Which of a layer's w, b, gamma or beta could not change; None if all of the network could."""
        held = self.taken.held
        return None if held is None else named(self.network, held)[layer - 1][kind]

    def kinds(self) -> list[tuple[int, str]]:
        """Layer and name of every w, b, gamma and beta, in the order of the flat vector."""
        views = self.network.views(self.backward.gradient)
        return [(i, kind) for i, own in enumerate(views, start=1) for kind in own.named()]

    # The factors that derivations are made of. n is the example, j the unit, k the unit or input before.

    def w(self, layer: int, k: int, j: int) -> Factor:
        value = float(self.ahead(layer).w[k, j])
        return Factor(latex.weight(layer, k, j), value, Ref("w", layer, j, k))

    def b(self, layer: int, j: int) -> Factor:
        return Factor(latex.unit("b", layer, j), float(self.ahead(layer).b[j]), Ref("b", layer, j))

    def x(self, layer: int, k: int, n: int) -> Factor:
        """The input k of a layer, which is the network's input or a unit of the layer before."""
        value = float(self.ahead(layer).x[n, k])
        ref = Ref("x", 1, k, example=n) if layer == 1 else Ref("a", layer - 1, k, example=n)
        return Factor(latex.activation(self.network, layer - 1, k), value, ref)

    def z(self, layer: int, j: int, n: int) -> Factor:
        value = float(self.ahead(layer).z[n, j])
        return Factor(latex.unit("z", layer, j), value, Ref("z", layer, j, example=n))

    def a(self, layer: int, j: int, n: int) -> Factor:
        value = float(self.ahead(layer).a[n, j])
        return Factor(latex.activation(self.network, layer, j), value, Ref("a", layer, j, example=n))

    def f_input(self, layer: int, j: int, n: int) -> Factor:
        """What f is applied to: z, or with batch norm y."""
        if self.ahead(layer).batch_norm is None:
            return self.z(layer, j, n)
        value = float(self.norm(layer).y[n, j])
        return Factor(latex.unit("y", layer, j), value, Ref("batch_norm", layer, j, example=n))

    def f_output(self, layer: int, j: int, n: int) -> Factor:
        """What f gives: h, or a itself where neither skip nor dropout follow."""
        h = self.ahead(layer).h
        if h is None:
            return self.a(layer, j, n)
        return Factor(latex.unit("h", layer, j), float(h[n, j]), Ref("h", layer, j, example=n))

    def norm(self, layer: int) -> BatchNormForward:
        norm = self.ahead(layer).batch_norm
        if norm is None:
            raise RuleError(f"layer {layer} has no batch norm", ("quantity",))
        return norm

    def norm_back(self, layer: int) -> BatchNormBackward:
        self.norm(layer)
        norm = self.behind(layer).batch_norm
        assert norm is not None
        return norm

    def x_hat(self, layer: int, j: int, n: int) -> Factor:
        value = float(self.norm(layer).x_hat[n, j])
        return Factor(latex.unit(r"\hat{x}", layer, j), value, Ref("x_hat", layer, j, example=n))

    def of_norm(self, name: str, layer: int, j: int) -> Factor:
        """gamma, beta, mean, var, or spread, which is 1/√(var + ε)."""
        norm = self.norm(layer)
        values = inverse_deviation(norm.var) if name == "spread" else getattr(norm, name)
        return Factor(latex.unit(_NORM[name], layer, j), float(values[j]), Ref(name, layer, j))

    def mask(self, layer: int, j: int, n: int) -> Factor:
        mask = self.ahead(layer).mask
        if mask is None:
            raise RuleError(f"nothing is dropped in layer {layer} of this pass", ("quantity",))
        return Factor(latex.unit("m", layer, j), float(mask[n, j]), Ref("mask", layer, j, example=n))

    def grad_f_output(self, layer: int, j: int, n: int) -> Factor:
        """∂L/∂h, or ∂L/∂a where neither skip nor dropout follow f."""
        grad = self.behind(layer).grad_h
        if grad is None:
            return self.grad_a(layer, j, n)
        symbol = latex.gradient(latex.unit("h", layer, j))
        return Factor(symbol, float(grad[n, j]), Ref("grad_h", layer, j, example=n))

    def grad_f_input(self, layer: int, j: int, n: int) -> Factor:
        """∂L/∂z, or with batch norm ∂L/∂y."""
        if self.ahead(layer).batch_norm is None:
            return self.grad_z(layer, j, n)
        symbol = latex.gradient(latex.unit("y", layer, j))
        value = float(self.norm_back(layer).grad_y[n, j])
        return Factor(symbol, value, Ref("grad_y", layer, j, example=n))

    def grad_of_norm(self, name: str, layer: int, j: int) -> Factor:
        """∂L/∂γ or ∂L/∂β."""
        values: Array = getattr(self.norm_back(layer), f"grad_{name}")
        symbol = latex.gradient(latex.unit(_NORM[name], layer, j))
        return Factor(symbol, float(values[j]), Ref(f"grad_{name}", layer, j))

    def slope(self, layer: int, j: int, n: int) -> Factor:
        slopes = self.ahead(layer).slope
        if slopes is None:
            raise RuleError("softmax has no slope: its units move together, by a Jacobian", ("quantity",))
        symbol = f"f'({self.f_input(layer, j, n).symbol})"
        return Factor(symbol, float(slopes[n, j]), Ref("slope", layer, j, example=n))

    def jacobian(self, layer: int, i: int, j: int, n: int) -> Factor:
        """∂a_i/∂z_j of softmax, whose outputs all answer to each of its inputs."""
        units = [i] if i == j else [i, j]  # an entry needs no others
        own = self.network.layers[layer - 1].f.jacobian(self.ahead(layer).f_output[n : n + 1, units])
        if own is None:
            raise RuleError("only softmax has a jacobian: the others have a slope", ("quantity",))
        output, into = self.f_output(layer, i, n).symbol, self.f_input(layer, j, n).symbol
        symbol = rf"\partial {output} / \partial {into}"
        return Factor(symbol, float(own[0, 0, -1]), Ref("jacobian", layer, i, j, n))

    def y(self, j: int, n: int) -> Factor:
        return Factor(f"y_{{{j + 1}}}", float(self.backward.y[n, j]), Ref("y", self.depth, j, example=n))

    def grad_a(self, layer: int, j: int, n: int) -> Factor:
        symbol = latex.gradient(latex.activation(self.network, layer, j))
        return Factor(symbol, float(self.behind(layer).grad_a[n, j]), Ref("grad_a", layer, j, example=n))

    def grad_z(self, layer: int, j: int, n: int) -> Factor:
        symbol = latex.gradient(latex.unit("z", layer, j))
        return Factor(symbol, float(self.behind(layer).grad_z[n, j]), Ref("grad_z", layer, j, example=n))

    def grad_w(self, layer: int, k: int, j: int) -> Factor:
        symbol = latex.gradient(latex.weight(layer, k, j))
        return Factor(symbol, float(self.behind(layer).grad_w[k, j]), Ref("grad_w", layer, j, k))

    def grad_b(self, layer: int, j: int) -> Factor:
        symbol = latex.gradient(latex.unit("b", layer, j))
        return Factor(symbol, float(self.behind(layer).grad_b[j]), Ref("grad_b", layer, j))

    def learning_rate(self) -> Factor:
        return Factor(r"\eta", self.taken.learning_rate, Ref("learning_rate", 0))
