"""A Jupyter notebook: the network as NumPy code, and its answers to a few rows to begin with."""

from typing import Any

import orjson

from app.data import data_of
from app.exporters import numpy
from app.exporters.code import plain
from app.exporters.subject import Subject
from app.web import app_version

ROWS = 5


def write(subject: Subject) -> bytes:
    name = plain(subject.kept.name)
    texts = [
        ("markdown", f"# {name}\n\nThe next cell is the whole network; written by mlpscope {app_version()}."),
        ("code", numpy.write(subject).decode().strip()),
        ("markdown", "Its answers to some rows: change them, and run the cell again."),
        ("code", f"x = {rows(subject)}\nforward(x)"),
    ]
    cells = [cell(place, kind, text) for place, (kind, text) in enumerate(texts)]
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    metadata = {"kernelspec": kernel, "language_info": {"name": "python"}}
    document = {"nbformat": 4, "nbformat_minor": 5, "metadata": metadata, "cells": cells}
    return orjson.dumps(document, option=orjson.OPT_INDENT_2)


def cell(place: int, kind: str, text: str) -> dict[str, Any]:
    own: dict[str, Any] = {"execution_count": None, "outputs": []} if kind == "code" else {}
    return {"cell_type": kind, "id": f"cell-{place}", "metadata": {}, "source": text, **own}


def rows(subject: Subject) -> list[list[float]]:
    """Of its data in their own units, of what the page shows it on, or zeros."""
    data = data_of(subject.kept.data, subject.network)
    if data is not None:
        return (data.x[:ROWS] * data.scale + data.mean).tolist()
    example = subject.kept.example or {}
    return example.get("x") or [[0.0] * subject.network.inputs]
