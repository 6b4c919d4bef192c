"""Holds answers against the OpenAPI document, so that the documentation cannot drift from what is served."""

import re
from functools import cache
from typing import Any

import httpx
import jsonschema_rs

Json = dict[str, Any]


class Documented:
    """The document of a running server. Call it with a response: AssertionError if that is not documented."""

    def __init__(self, document: Json) -> None:
        self.document = document
        self.paths = [
            (re.compile(re.sub(r"\{\w+\}", "[^/]+", path) + "$"), item)
            for path, item in document["paths"].items()
        ]
        self.validator = cache(self._validator)

    def __call__(self, response: httpx.Response) -> None:
        operation = self.operation(response.request.method, response.request.url.path)
        if operation is None:
            return
        response.read()
        answers: Json = operation["responses"]
        where = f"{operation['operationId']} {response.status_code}"
        assert str(response.status_code) in answers, f"{where} is not documented: {response.text[:300]}"
        answer: Json = answers[str(response.status_code)]
        for name in answer.get("headers", {}):
            assert name in response.headers, f"{where} lacks {name}"
        if "content" not in answer:
            assert response.content == b""
            return
        media_type = response.headers["content-type"]
        assert media_type in answer["content"], f"{where} does not document {media_type}"
        if "json" not in media_type:
            return
        validator = self.validator(operation["operationId"], response.status_code, media_type)
        found = next(validator.iter_errors(response.json()), None)
        assert found is None, f"{where}: {found}"

    def operation(self, method: str, path: str) -> Json | None:
        for pattern, item in self.paths:
            if pattern.match(path) and method.lower() in item:
                return item[method.lower()]
        return None

    def _validator(self, name: str, status: int, media_type: str) -> jsonschema_rs.Draft202012Validator:
        operation = next(op for _, item in self.paths for op in item.values() if op["operationId"] == name)
        schema = operation["responses"][str(status)]["content"][media_type]["schema"]
        return jsonschema_rs.Draft202012Validator(
            {"allOf": [schema], "components": self.document["components"]}
        )
