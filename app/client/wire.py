"""What goes over the wire: JSON with arrays in it, files, and problems, which are raised."""

from collections.abc import Mapping
from typing import Any, TypeAlias, cast

import httpx
import numpy as np
import orjson

Document: TypeAlias = dict[str, Any]

API = "/api/v1"
# Longer than the longest training call that a server takes by default.
TIMEOUT = 120.0


class Problem(Exception):
    """A refusal. `document` is the server's problem document (RFC 9457), `errors` say where in the request.

    `str(problem)` is the sentence that names the field, the rule and the value.
    """

    def __init__(self, document: Document, headers: Mapping[str, str]) -> None:
        super().__init__(str(document.get("detail", "The server refused the request.")))
        self.document = document
        self.headers = headers

    @property
    def status(self) -> int:
        return self.document["status"]

    @property
    def detail(self) -> str:
        return self.document["detail"]

    @property
    def errors(self) -> list[Document]:
        return self.document.get("errors", [])


class Wire:
    """Requests to one server. Raises Problem, and ConnectionError where nothing answers."""

    def __init__(self, address: str, timeout: float = TIMEOUT, token: str | None = None) -> None:
        self.address = address.rstrip("/")
        known = {} if token is None else {"Authorization": f"Bearer {token}"}
        self.http = httpx.Client(base_url=self.address + API, timeout=timeout, headers=known)

    def ask(self, method: str, path: str, body: Any = None, **query: Any) -> Document:
        """The answer as it is: numbers, texts, lists and dictionaries."""
        content = None if body is None else orjson.dumps(body, plain, orjson.OPT_SERIALIZE_NUMPY)
        headers = {} if content is None else {"Content-Type": "application/json"}
        response = self.send(method, path, content=content, headers=headers, params=known(query))
        return orjson.loads(response.content) if response.content else {}

    def upload(
        self, path: str, content: bytes, name: str, fields: Mapping[str, str] | None = None
    ) -> Document:
        response = self.send("POST", path, files={"file": (name, content)}, data=fields)
        return orjson.loads(response.content)

    def download(self, path: str, **query: Any) -> httpx.Response:
        return self.send("GET", path, params=known(query))

    def send(self, method: str, path: str, **request: Any) -> httpx.Response:
        try:
            response = self.http.request(method, path, **request)
        except httpx.ConnectError as error:
            raise ConnectionError(
                f"Nothing answers at {self.address} ({error}); `mlpscope serve` starts a server."
            ) from error
        if response.is_success:
            return response
        raise Problem(problem_of(response), response.headers)


def problem_of(response: httpx.Response) -> Document:
    """The problem document; something like one where another server, such as a proxy, answered."""
    try:
        document = orjson.loads(response.content)
    except orjson.JSONDecodeError:
        document = None
    if isinstance(document, dict) and "detail" in document:
        return cast(Document, document)
    detail = f"The server answered {response.status_code} {response.reason_phrase}."
    return {"title": response.reason_phrase, "status": response.status_code, "detail": detail, "errors": []}


def known(query: Mapping[str, Any]) -> Document:
    return {name: value for name, value in query.items() if value is not None}


def plain(value: Any) -> Any:
    """Of NumPy's what orjson does not take as it lies in memory."""
    if isinstance(value, np.ndarray | np.generic):
        return cast("np.ndarray[Any, Any]", value).tolist()
    raise TypeError  # which orjson raises again, with the type that it could not take


def arrays(node: Any) -> Any:
    """An answer in which every list of numbers, or of such lists, is an array; what was null is NaN."""
    if isinstance(node, dict):
        own = cast(Document, node)
        return {key: arrays(value) for key, value in own.items()}
    if not isinstance(node, list) or not node:
        return cast(Any, node)
    inside: list[Any] = [arrays(value) for value in cast(list[Any], node)]
    if all(value is None or type(value) in (int, float) for value in inside):
        missing = any(value is None for value in inside)
        return np.array(inside, np.float64 if missing else None)
    if all(isinstance(value, np.ndarray) for value in inside) and len({value.shape for value in inside}) == 1:
        return np.array(inside)
    return inside
