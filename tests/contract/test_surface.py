"""The surface: a network's outputs over the plane of its data, as forward answers them point by point."""

from typing import Any

import httpx
import pytest

from engine.datasets import DATASETS
from tests.contract.client import Create

Json = dict[str, Any]


def test_every_point_is_what_forward_answers_there(client: httpx.Client, create: Create) -> None:
    hidden = {"layers": [{"units": 3, "activation": "tanh"}]}
    path = f"/networks/{create({'network': hidden, 'data': {'name': 'blobs', 'samples': 50}})}"
    found = client.get(f"{path}/surface?resolution=4").json()
    points = [[x, y] for y in found["y"] for x in found["x"]]
    trace = client.post(f"{path}/forward", json={"x": points}).json()
    values = [point for row in found["values"] for point in row]
    assert values == [pytest.approx(a, rel=1e-12) for a in trace["a"]]
    unit = client.get(f"{path}/surface?resolution=4&unit=1.2").json()["values"]
    flat = [value for row in unit for value in row]
    assert flat == pytest.approx([a[2] for a in trace["layers"][0]["a"]], rel=1e-12)


def test_the_plane_holds_all_rows_and_transforms_are_made_of_it(client: httpx.Client, create: Create) -> None:
    id = create({"data": {"name": "xor", "samples": 40, "seed": 2, "features": ["x1_x2"]}})
    found = client.get(f"/networks/{id}/surface").json()
    x = DATASETS["xor"].table(2, 40).x
    assert found["x"][0] < x[:, 0].min()
    assert found["y"][-1] > x[:, 1].max()
    assert (found["resolution"], len(found["values"]), len(found["values"][0])) == (50, 50, 50)


@pytest.mark.parametrize(
    ("query", "says"),
    [("resolution=1", "2"), ("resolution=201", "200"), ("unit=3.0", "layer"), ("unit=x", "x"), ("a=1", "a")],
)
def test_what_cannot_be_drawn_is_refused(client: httpx.Client, create: Create, query: str, says: str) -> None:
    response = client.get(f"/networks/{create({'data': {'name': 'xor'}})}/surface?{query}")
    assert response.status_code == 422
    assert says in response.json()["detail"]


def test_a_surface_needs_two_inputs(client: httpx.Client, spam: str) -> None:
    response = client.get(f"/networks/{spam}/surface")
    assert response.status_code == 422
    assert "2 inputs, got 3" in response.json()["detail"]
