"""Files as they are found in the wild are read, used as suggested, trained on and explained.

Penguins are files of their own, in tests/data. The Titanic comes with scikit-learn's tests, as ARFF, whose
rows are CSV. Iris are scikit-learn's numbers in the form in which R writes them. Wine quality is on no disk
of ours: its file is made here with the same quirks, semicolons, quoted names, whole marks from 3 to 9.
"""

import csv
import gzip
import io
import re
from importlib import resources
from typing import Any

import httpx
import numpy as np
import pytest
from sklearn.datasets import load_iris  # pyright: ignore[reportMissingTypeStubs, reportUnknownVariableType]

from tests.contract.client import Create
from tests.serving import ROOT

Json = dict[str, Any]


def penguins(name: str = "penguins") -> bytes:
    return gzip.decompress((ROOT / "tests" / "data" / f"{name}.csv.gz").read_bytes())


def titanic() -> bytes:
    place = resources.files("sklearn.datasets.tests.data.openml") / "id_40945"
    arff = gzip.decompress((place / "data-v1-dl-16826755.arff.gz").read_bytes()).decode()
    head, _, rows = arff.partition("@data\n")
    names = re.findall(r"@attribute '([^']+)'", head)
    return (",".join(names) + "\n" + rows.rstrip("% \n") + "\n").encode()


def iris() -> bytes:
    found: Any = load_iris()  # pyright: ignore[reportUnknownVariableType]
    rows = [
        [str(i + 1), *map(repr, x), str(found.target_names[y])]
        for i, (x, y) in enumerate(zip(found.data.tolist(), found.target, strict=True))
    ]
    heads = ["", "Sepal.Length", "Sepal.Width", "Petal.Length", "Petal.Width", "Species"]
    return written([heads, *rows], quoting=csv.QUOTE_ALL)


def wine_quality(rows: int = 1599) -> bytes:
    rng = np.random.default_rng(7)
    acid, alcohol = rng.normal(8.3, 1.7, rows).round(1), rng.normal(10.4, 1.1, rows).round(1)
    marks = np.clip(np.rint(5.6 + 0.6 * (alcohol - 10.4) - 0.2 * (acid - 8.3)), 3, 9).astype(int)
    lines = [f"{a:g};{b:g};{m}" for a, b, m in zip(acid, alcohol, marks, strict=True)]
    return b'"fixed acidity";"alcohol";"quality"\n' + "\n".join(lines).encode() + b"\n"


def german(rows: int = 400) -> bytes:
    """As a German spreadsheet saves Unicode text: UTF-16, tabs, decimal commas, a word for gaps."""
    rng = np.random.default_rng(3)
    sizes = rng.normal(1.7, 0.1, rows)
    lines = [
        "\t".join((f"{100 + i:05}", "#N/A" if i % 50 == 7 else f"{size:.2f}".replace(".", ","), kind))
        for i, size in enumerate(sizes)
        for kind in ("groß" if size > 1.7 else "klein",)
    ]
    return ("Kürzel\tGröße\tArt\r\n" + "\r\n".join(lines)).encode("utf-16")


def ten_thousand() -> bytes:
    rng = np.random.default_rng(5)
    x = rng.normal(size=(10_000, 3)).round(4)
    kinds = np.where(x[:, 0] * x[:, 1] > 0, "in", "out")
    rows = [[*map(repr, row), kind] for row, kind in zip(x.tolist(), kinds.tolist(), strict=True)]
    return "\ufeff".encode() + written([["a", "b", "c", "kind"], *rows])


def written(rows: list[list[str]], **how: Any) -> bytes:
    file = io.StringIO(newline="")
    csv.writer(file, **how).writerows(rows)
    return file.getvalue().encode()


def used_as_suggested(found: Json) -> Json:
    """The data of a request that does what is suggested."""
    columns = found["suggested"]["columns"]
    own = {column["name"]: column for column in found["columns"]}
    treatments = {
        column["name"]: {"type": column["type"], "missing": column["missing"]}
        for column in columns
        if column["use"]
    }
    features = [c["name"] for c in columns if c["use"] and c["name"] != found["suggested"]["target"]]
    assert all(name in own for name in features)
    return {
        "dataset_id": found["id"],
        "target": found["suggested"]["target"],
        "features": features,
        "treatments": treatments,
    }


FILES: list[Any] = [
    pytest.param(
        penguins, 344, "species", {"rows": 344, "loss": "categorical_cross_entropy"}, [], id="penguins"
    ),
    pytest.param(
        lambda: penguins("penguins_raw"),
        344,
        "Species",
        {"rows": 344, "loss": "categorical_cross_entropy"},
        ["Individual ID", "Date Egg", "Region", "Stage", "Comments"],
        id="penguins as recorded",
    ),
    pytest.param(
        titanic,
        1309,
        "survived",
        {"rows": 1309, "loss": "binary_cross_entropy"},
        ["name", "ticket", "cabin", "boat", "body", "home.dest"],
        id="titanic",
    ),
    pytest.param(
        iris, 150, "Species", {"rows": 150, "loss": "categorical_cross_entropy"}, ["row"], id="iris"
    ),
    pytest.param(
        wine_quality,
        1599,
        "quality",
        {"rows": 1599, "loss": "categorical_cross_entropy"},
        [],
        id="wine quality",
    ),
    pytest.param(german, 400, "Art", {"rows": 400, "loss": "binary_cross_entropy"}, ["Kürzel"], id="german"),
    pytest.param(
        ten_thousand, 10_000, "kind", {"rows": 10_000, "loss": "binary_cross_entropy"}, [], id="10,000 rows"
    ),
]


@pytest.mark.parametrize(("make", "rows", "target", "fit", "left_out"), FILES)
def test_a_real_file_is_read_learned_from_and_explained(
    client: httpx.Client, create: Create, make: Any, rows: int, target: str, fit: Json, left_out: list[str]
) -> None:
    response = client.post("/datasets", files={"file": ("f.csv", make())}, data={"header": "auto"})
    assert response.status_code == 201, response.text
    found = response.json()
    assert found["rows"] == rows
    assert found["suggested"]["target"] == target
    unused = {
        column["name"]: column["reason"] for column in found["suggested"]["columns"] if not column["use"]
    }
    assert set(left_out) <= set(unused), unused
    assert all(unused.values())
    data = used_as_suggested(found)
    preview = client.post("/datasets/preview", json=data)
    assert preview.status_code == 200, preview.text
    seen = preview.json()
    assert seen["count"]["train"] + seen["count"]["validation"] + seen["dropped"] == fit["rows"]
    assert seen["loss"] == fit["loss"]
    layers = [{"units": 6, "activation": "tanh"}, seen["output"]]
    training = {"optimizer": {"name": "adam", "learning_rate": 0.02}, "batch_size": 64}
    network = {"inputs": seen["inputs"], "layers": layers, "loss": seen["loss"]}
    id = create({"network": network, "data": data, "training": training})
    before = client.get(f"/networks/{id}").json()["metrics"]["train"]["loss"]
    after = client.post(f"/networks/{id}/train", json={"epochs": 6}).json()["metrics"]["train"]
    assert after["loss"] < 0.9 * before
    client.post(f"/networks/{id}/step", json={})
    explained = client.post(f"/networks/{id}/explain", json={"quantity": "z", "layer": 1, "unit": 0}).json()
    assert len(explained["terms"]) == seen["inputs"] + 1
    assert explained["sum"] == pytest.approx(explained["value"], rel=1e-9, abs=1e-12)


def test_ages_of_the_titanic_are_filled_by_the_mean_of_the_training_rows(
    client: httpx.Client, create: Create
) -> None:
    response = client.post("/datasets", files={"file": ("titanic.csv", titanic())})
    columns = {column["name"]: column for column in response.json()["columns"]}
    assert columns["age"]["missing"] == 263
    treatments = {"age": {"missing": "mean"}, "survived": {"type": "text"}}
    data = {"dataset_id": response.json()["id"], "target": "survived", "features": ["age", "sex"]}
    seen = client.post(
        "/datasets/preview?limit=10000", json={**data, "treatments": treatments, "standardize": False}
    ).json()
    place = seen["columns"].index("age")
    ages = [row[place] for row in seen["train"]["raw"]]
    middle = max(set(ages), key=ages.count)
    assert middle == pytest.approx(np.mean([age for age in ages if age != middle]), rel=1e-12)
    aside = [row[place] for row in seen["validation"]["raw"]]
    assert ages.count(middle) + aside.count(middle) == 263
    assert seen["classes"] == [{"name": "0", "count": 809}, {"name": "1", "count": 500}]
