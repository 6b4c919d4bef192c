"""Numbers and symbols as LaTeX, in the tutorial's notation: on paper, layers and units count from 1."""

import math
import re
from collections.abc import Mapping, Sequence

from engine.network import Network

DIGITS = 4
MOST_TERMS = 8

# The kinds of parameters, in a formula and in a sentence.
MATH = {"w": "w", "b": "b", "gamma": r"\gamma", "beta": r"\beta"}
LETTERS = {"w": "w", "b": "b", "gamma": "γ", "beta": "β"}


def number(value: float) -> str:
    """Four significant digits without trailing zeros; a power of ten below 1e−3 and from 1e5."""
    if math.isnan(value):
        return r"\text{NaN}"
    if math.isinf(value):
        return r"\infty" if value > 0 else r"-\infty"
    if value == 0:
        return "0"
    mantissa, exponent = f"{value:.{DIGITS - 1}e}".split("e")
    if abs(value) >= 1e-3 and int(exponent) < 5:
        return f"{float(f'{mantissa}e{exponent}'):.10f}".rstrip("0").rstrip(".")
    return rf"{mantissa.rstrip('0').rstrip('.')} \cdot 10^{{{int(exponent)}}}"


def plain(value: float) -> str:
    """The same number in a sentence, with a true minus."""
    power = re.sub(r" \\cdot 10\^\{(-?\d+)\}", r"e\1", number(value))
    return power.replace(r"\infty", "∞").replace(r"\text{NaN}", "NaN").replace("-", "−")


def factor(value: float) -> str:
    """A number inside a product or a function: a negative one stands in brackets."""
    text = number(value)
    return f"({text})" if text.startswith("-") else text


def sum_of_products(terms: Sequence[Sequence[float]]) -> str:
    """Numbers put in: "0.5·3 + 0.8·1 − 0.1·2"; a leading −1 is a minus sign. Says how many it leaves out."""
    text = ""
    for values in terms[:MOST_TERMS]:
        if len(values) == 1:
            product, taken_off = number(abs(values[0])), values[0] < 0
        else:
            taken_off = values[0] == -1
            product = r" \cdot ".join(factor(value) for value in values[taken_off:])
        sign = "-" if taken_off else "+"
        text += f" {sign} {product}" if text else f"{sign if taken_off else ''}{product}"
    left_out = len(terms) - MOST_TERMS
    return text + (rf" + \underbrace{{\cdots}}_{{{left_out}\text{{ more}}}}" if left_out > 0 else "")


def put_in(formula: str, values: Mapping[str, str]) -> str | None:
    """A formula with numbers in place of its letters; None where it has cases: symbols read better there."""
    if r"\begin{cases}" in formula:
        return None
    for letter, value in values.items():
        formula = re.sub(rf"(?<![A-Za-z\\]){letter}(?![A-Za-z_])", lambda _, v=value: v, formula)
    # f((−2)) needs no second pair of brackets
    return re.sub(r"(\(|, )\((-[^()]*)\)(?=\))", r"\1\2", formula)


def unit(name: str, layer: int, j: int) -> str:
    """z^{(1)}_{2} from ("z", 1, 1)."""
    return f"{name}^{{({layer})}}_{{{j + 1}}}"


def weight(layer: int, k: int, j: int, name: str = "w") -> str:
    """w^{(1)}_{3,2}: from unit 3 to unit 2, as the tutorial's W has its rows by input."""
    return f"{name}^{{({layer})}}_{{{k + 1},{j + 1}}}"


def activation(network: Network, layer: int, j: int) -> str:
    """x_k for an input, ŷ_j for an output, a^{(l)}_j between."""
    if layer == 0:
        return f"x_{{{j + 1}}}"
    if layer == len(network.layers):
        return rf"\hat{{y}}_{{{j + 1}}}"
    return unit("a", layer, j)


def gradient(symbol: str) -> str:
    """∂L/∂(symbol), upright enough for a line of text."""
    return rf"\partial L / \partial {symbol}"


def fraction(symbol: str) -> str:
    """∂L/∂(symbol) as a display fraction."""
    return rf"\dfrac{{\partial L}}{{\partial {symbol}}}"


def primed(symbol: str) -> str:
    """w^{(1)}_{1,2} → w'^{(1)}_{1,2}."""
    name, _, rest = symbol.partition("^")
    return f"{name}'^{rest}"


def after(formula: str) -> str:
    """A formula of the way forward with a prime to all that the step has changed: not to x, y and masks."""
    formula = re.sub(r"(?<!m)\^\{\(", "'^{(", formula)
    return re.sub(r"(\\hat\{y\}|\\ell|\bL(?= =|$))", r"\1'", formula)
