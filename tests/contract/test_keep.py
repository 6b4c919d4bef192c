"""A network made out of another one, over HTTP: what it goes on with, what is drawn, what is refused."""

from typing import Any

import httpx
import pytest

from tests.contract.client import BATCH, SPAM, Create

WIDER = {"inputs": 3, "layers": [{"units": 3, "activation": "relu"}, {"units": 1, "activation": "sigmoid"}]}
FIRST: dict[str, Any] = {"layer": 1, "inputs": [0, 1, 2], "units": [0, 1, None]}
LAST: dict[str, Any] = {"layer": 2, "inputs": [0, 1, None], "units": [0]}


def test_a_wider_network_goes_on_from_the_trained_one(
    client: httpx.Client, create: Create, spam: str
) -> None:
    client.post(f"/networks/{spam}/step", json=BATCH)
    before = client.get(f"/networks/{spam}/parameters").json()["layers"]
    wider = create({"network": WIDER, "keep": {"network": spam, "layers": [FIRST, LAST]}})
    fresh = create({"network": WIDER})
    drawn = client.get(f"/networks/{fresh}/parameters").json()["layers"]
    after = client.get(f"/networks/{wider}/parameters").json()["layers"]
    assert [row[:2] for row in after[0]["w"]] == before[0]["w"]
    assert [row[2] for row in after[0]["w"]] == [row[2] for row in drawn[0]["w"]]
    assert after[0]["b"] == [*before[0]["b"], 0]
    assert after[1]["w"] == [*before[1]["w"], drawn[1]["w"][2]]
    assert client.get(f"/networks/{wider}").json()["step"] == 0


def test_it_is_a_network_of_its_own(client: httpx.Client, create: Create, spam: str) -> None:
    wider = create({"network": WIDER, "keep": {"network": spam, "layers": [FIRST, LAST]}})
    kept = client.get(f"/networks/{wider}/parameters").json()
    client.post(f"/networks/{wider}/step", json=BATCH)
    client.post(f"/networks/{spam}/step", json=BATCH)
    client.delete(f"/networks/{spam}")
    client.post(f"/networks/{wider}/steps/0/restore")
    assert client.get(f"/networks/{wider}/parameters").json() == kept


@pytest.mark.parametrize(
    ("keep", "says"),
    [
        ({"layers": [FIRST]}, "layers must hold one entry for each of the 2 layers, got 1"),
        ({"layers": [{**FIRST, "units": [0, 1]}, LAST]}, "units must hold one entry for each"),
        ({"layers": [{**FIRST, "units": [0, 1, 2]}, LAST]}, "units must lie between 0 and 1, got 2"),
        ({"layers": [{**FIRST, "layer": 0}, LAST]}, "layer must be between 1 and 2, got 0"),
        ({"network": "nowhere", "layers": [FIRST, LAST]}, "network must be one that is there"),
    ],
)
def test_what_cannot_be_kept_is_refused(
    client: httpx.Client, spam: str, keep: dict[str, Any], says: str
) -> None:
    answer = client.post("/networks", json={"network": WIDER, "keep": {"network": spam, **keep}})
    assert answer.status_code == 422
    assert says in answer.json()["detail"]
    assert answer.json()["errors"][0]["loc"][:2] == ["body", "keep"]


def test_numbers_are_given_or_kept_and_not_both(client: httpx.Client, spam: str) -> None:
    body = {**SPAM, "keep": {"network": spam, "layers": [FIRST, LAST]}}
    answer = client.post("/networks", json=body)
    assert answer.status_code == 422
    assert "only one of them can be given" in answer.json()["detail"]
