"""How every answer is written: straight from arrays to JSON bytes, once, with the version it speaks of."""

from collections.abc import Mapping
from typing import Any

import orjson
from fastapi import Response

from app import nonfinite

Document = Mapping[str, Any]

OPTIONS = orjson.OPT_SERIALIZE_NUMPY


def json_bytes(document: Document, whole: Document | None = None) -> bytes:
    """The document as JSON. Numbers that are not finite become null, and are listed beside.

    They are looked for only where the bytes hold a null at all, so that finite answers pay nothing.
    `whole` is the trace that the document is a part of, in which a divergence may have begun.
    """
    body = orjson.dumps(document, option=OPTIONS)
    if b"null" not in body:
        return body
    report = nonfinite.report(document, whole or document)
    return orjson.dumps({**document, **report}, option=OPTIONS) if report else body


def answer(
    body: Document | bytes,
    status: int = 200,
    *,
    version: int | None = None,
    headers: Mapping[str, str] | None = None,
) -> Response:
    content = body if isinstance(body, bytes) else json_bytes(body)
    tag = {} if version is None else {"ETag": etag(version)}
    return Response(content, status, {**tag, **(headers or {})}, media_type="application/json")


def etag(version: int) -> str:
    return f'"{version}"'
