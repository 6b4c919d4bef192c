"""The float64 functions that an ONNX file brings along, each made of operators that every runtime has.

Written as ONNX's own text. The inputs of a function are z, (N, D), and numbers of its own.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

import numpy as np

from engine.batch_norm import EPSILON

if TYPE_CHECKING:
    from onnx import FunctionProto, NodeProto

DOMAIN = "mlpscope"
OPSET = 20

BATCH_NORM = f"""(z, gamma, beta, mean, var) => (y) {{
    epsilon = Constant <value = double {{{EPSILON}}}> ()
    spread = Add (var, epsilon)
    deviation = Sqrt (spread)
    centred = Sub (z, mean)
    x_hat = Div (centred, deviation)
    scaled = Mul (x_hat, gamma)
    y = Add (scaled, beta)
}}"""

LEAKY_RELU = """(z, negative_slope) => (a) {
    zero = Constant <value = double {0}> ()
    positive = Greater (z, zero)
    leaked = Mul (z, negative_slope)
    a = Where (positive, z, leaked)
}"""

ELU = """(z, alpha) => (a) {
    zero = Constant <value = double {0}> ()
    one = Constant <value = double {1}> ()
    positive = Greater (z, zero)
    below = Min (z, zero)
    e = Exp (below)
    rise = Sub (e, one)
    floor = Mul (rise, alpha)
    a = Where (positive, z, floor)
}"""

SOFTPLUS = """(z) => (a) {
    zero = Constant <value = double {0}> ()
    one = Constant <value = double {1}> ()
    above = Max (z, zero)
    size = Abs (z)
    minus = Neg (size)
    e = Exp (minus)
    more = Add (e, one)
    rest = Log (more)
    a = Add (above, rest)
}"""

# z·Φ(z), where Φ(−√2·x) = ½·erfc(x) = ½·t·exp(P(t) − x²) with t = 2/(2 + x) and x ≥ 0. P is a sum of
# Chebyshev polynomials of s = 2t − 1, which Clenshaw's rule adds up. The form is that of Schonfelder:
# Chebyshev expansions for the error and related functions (Mathematics of Computation 32, 1978).
GELU = """(z) => (a) {
    zero = Constant <value = double {0}> ()
    half = Constant <value = double {0.5}> ()
    one = Constant <value = double {1}> ()
    two = Constant <value = double {2}> ()
    root = Constant <value = double {ROOT}> ()
    size = Abs (z)
    x = Mul (size, root)
    beyond = Add (x, two)
    t = Div (two, beyond)
    twice = Add (t, t)
    s = Sub (twice, one)
    s2 = Add (s, s)
    SUM
    square = Mul (x, x)
    power = Sub (p, square)
    e = Exp (power)
    te = Mul (t, e)
    tail = Mul (te, half)
    rest = Sub (one, tail)
    positive = Greater (z, zero)
    cdf = Where (positive, rest, tail)
    a = Mul (z, cdf)
}"""
# P(t) = ln(erfc(x)·exp(x²)/t) as Chebyshev polynomials of s, to the last digit of a float64. They are written
# down, not computed, so that a function is the same on every machine; a test computes them.
P = (
    -0.6513268598908546,
    0.6419697923564903,
    0.01947647320418592,
    -0.009561514786808606,
    -0.0009465953444820574,
    0.0003668394978529922,
    4.252332480654622e-05,
    -2.0278578112240196e-05,
    -1.6242900048296967e-06,
    1.3036558358530821e-06,
    1.562644162960509e-08,
    -8.523809587022086e-08,
    6.5290543692805015e-09,
    5.059344232664674e-09,
    -9.91364175547201e-10,
    -2.2736485978279146e-10,
    9.646798168964817e-11,
    2.394370503351304e-12,
    -6.885971894525783e-12,
    8.945267380315255e-13,
    3.129403131776753e-13,
    -1.1292974234527982e-13,
    2.9886520279420433e-16,
    7.0041274024865016e-15,
    -1.782651164979658e-15,
    -2.577916047830324e-16,
    4.429223159096723e-16,
    -4.565543345377463e-16,
    1.4844543407882004e-16,
)


def gelu() -> str:
    root = repr(float(np.sqrt(0.5)))
    return GELU.replace("{ROOT}", f"{{{root}}}").replace("SUM", "\n    ".join(clenshaw(P)))


def clenshaw(c: Sequence[float]) -> Iterator[str]:
    """Lines that compute p = Σ c[k]·T_k(s): u_k = c[k] + 2s·u_{k+1} − u_{k+2}, and p = c[0] + s·u_1 − u_2."""
    last = len(c) - 1
    yield f"u{last + 1} = Sub (s, s)"
    yield f"c{last} = Constant <value = double {{{c[last]!r}}}> ()"
    yield f"u{last} = Add (u{last + 1}, c{last})"
    for k in range(last - 1, -1, -1):
        yield f"c{k} = Constant <value = double {{{c[k]!r}}}> ()"
        yield f"m{k} = Mul ({'s2' if k else 's'}, u{k + 1})"
        yield f"r{k} = Sub (m{k}, u{k + 2})"
        yield f"{f'u{k}' if k else 'p'} = Add (r{k}, c{k})"


BODIES = {
    "batch_norm": lambda: BATCH_NORM,
    "leaky_relu": lambda: LEAKY_RELU,
    "elu": lambda: ELU,
    "softplus": lambda: SOFTPLUS,
    "gelu": gelu,
}


def used(nodes: Iterable["NodeProto"]) -> list["FunctionProto"]:
    """The functions that these nodes call."""
    from onnx import parser

    names = {node.op_type for node in nodes if node.domain == DOMAIN}
    head = f'<domain: "{DOMAIN}", opset_import: ["": {OPSET}]>'
    return [parser.parse_function(f"{head} {name} {BODIES[name]()}") for name in sorted(names)]
