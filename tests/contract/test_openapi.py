"""The OpenAPI document: complete, its examples work, and a fuzzer that reads it finds no way to a 5xx."""

from typing import Any

import httpx
import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode
from schemathesis import checks as basic
from schemathesis.specs.openapi import checks as openapi_checks

from tests.contract.client import BATCH, SPAM, Create
from tests.contract.documented import Documented

Json = dict[str, Any]
FUZZED = [
    "create_network",
    "read_network",
    "patch_network",
    "put_parameters",
    "edit_parameters",
    "forward",
    "backward",
    "preview",
    "step",
    "read_step",
    "restore_step",
    "read_layers",
    "read_layer",
    "explain_quantity",
    "find_paths",
    "check_gradients",
    "read_surface",
    "upload_dataset",
    "read_dataset",
    "export_network",
    "copy_network",
    "import_network",
    "read_room",
    "set_exercise",
]
CHECKS: list[Any] = [
    vars(basic)["not_a_server_error"],
    *(
        vars(openapi_checks)[name]
        for name in ("status_code_conformance", "content_type_conformance", "response_schema_conformance")
    ),
]


def operations(document: Json) -> list[tuple[str, str, Json]]:
    return [(path, method, op) for path, item in document["paths"].items() for method, op in item.items()]


def test_every_operation_says_what_it_is_and_shows_an_example(openapi: Json) -> None:
    for path, method, operation in operations(openapi):
        assert operation["description"], (method, path)
        for status, answer in operation["responses"].items():
            for content in answer.get("content", {}).values():
                assert content.get("example") is not None, (method, path, status)
        for content in operation.get("requestBody", {}).get("content", {}).values():
            assert content["example"]
    assert len(operations(openapi)) == 43


def test_no_refusal_is_left_out(openapi: Json) -> None:
    for path, _, operation in operations(openapi):
        expected = {"403", "404"} if "{id}" in path else {"403"}
        if "health" not in operation["tags"]:
            expected |= {"401", "429"}
        if "requestBody" in operation:
            expected |= {"400", "413", "415", "422"}
        assert expected <= set(operation["responses"])
        for status, answer in operation["responses"].items():
            if int(status) >= 400:
                assert list(answer["content"]) == ["application/problem+json"]


def test_the_examples_of_requests_work(client: httpx.Client, openapi: Json, create: Create) -> None:
    for path, method, operation in operations(openapi):
        for media_type, content in operation.get("requestBody", {}).get("content", {}).items():
            place = path.removeprefix("/api/v1").replace("{id}", create({**SPAM, "data": {"name": "spam"}}))
            body: Json = {"json": content["example"], "headers": {"Content-Type": media_type}}
            if media_type == "multipart/form-data":
                body = {"files": {"file": ("points.csv", content["example"]["file"])}}
            answer = client.request(method, place, **body)
            assert answer.is_success, (method, path, answer.text)


def test_the_examples_of_answers_are_what_the_server_answers(
    client: httpx.Client, openapi: Json, create: Create
) -> None:
    examples = {
        operation["operationId"]: content["example"]
        for _, _, operation in operations(openapi)
        for answer in [operation["responses"].get("200", {})]
        for content in answer.get("content", {}).values()
    }
    request = openapi["paths"]["/api/v1/networks"]["post"]["requestBody"]["content"]["application/json"]
    id = create(request["example"])
    assert client.post(f"/networks/{id}/step", json=BATCH).json() == examples["step"]
    assert client.get("/catalog").json() == examples["read_catalog"]
    file = openapi["paths"]["/api/v1/datasets"]["post"]["requestBody"]["content"]["multipart/form-data"]
    content = {"file": ("points.csv", file["example"]["file"])}
    assert client.post("/datasets", files=content).json() == examples["read_dataset"]
    check = {**BATCH, "layer": 2}
    fresh = create(request["example"])
    checked = client.post(f"/networks/{fresh}/gradient-check", json=check).json()
    assert checked == examples["check_gradients"]
    asked = {**BATCH, "layer": 1, "unit": 0, "from": 0}
    assert client.post(f"/networks/{fresh}/paths", json=asked).json() == examples["find_paths"]


def test_an_answer_that_is_not_as_documented_is_found(server: str, openapi: Json) -> None:
    documented = Documented(openapi)
    response = httpx.get(f"{server}/api/v1/health")
    documented(response)
    wrong = httpx.Response(200, json={**response.json(), "colour": "red"}, request=response.request)
    with pytest.raises(AssertionError, match="colour"):
        documented(wrong)


@pytest.mark.parametrize("name", FUZZED)
def test_a_fuzzer_finds_no_way_to_a_5xx_or_an_undocumented_answer(
    client: httpx.Client, server: str, openapi: Json, create: Create, name: str
) -> None:
    """Bodies, queries and headers as the document allows and as it forbids, against a network."""
    schema: Any = schemathesis.openapi.from_dict(openapi)
    schema.config.update(base_url=server)
    operation = schema.find_operation_by_id(name)
    id = create()
    client.post(f"/networks/{id}/step", json=BATCH)

    @settings(
        max_examples=25,
        deadline=None,
        database=None,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large],
    )
    @given(st.data())
    def fuzz(data: st.DataObject) -> None:
        mode = data.draw(st.sampled_from(list(GenerationMode)))
        case = data.draw(operation.as_strategy(generation_mode=mode))
        if data.draw(st.booleans()):
            case.path_parameters = {**case.path_parameters, "id": id}
        case.call_and_validate(checks=CHECKS)

    fuzz()
