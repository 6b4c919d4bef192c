"""Data sets of one's own: uploaded as a file, and named by networks that learn from them."""

from typing import Annotated

from fastapi import Form, Response, UploadFile

from app import delimited, sheets
from app.answer import answer
from app.api.common import App, Limit
from app.api.networks import work_of
from app.api.route import api_router
from app.data_request import source_of
from app.errors import NotFound, within
from app.schemas.data import DataBody, DataPreview, Dataset
from app.suited import previewed
from engine.datasets.sheet import NAME_LENGTH

router = api_router("/datasets", "data")

Choice = Annotated[str, Form(max_length=20)]


@router.post("", status_code=201, response_model=Dataset)
async def upload_dataset(
    app: App, file: UploadFile, separator: Choice = "auto", header: Choice = "yes", encoding: Choice = "auto"
) -> Response:
    """Keeps the rows of a CSV file, whose first line names the columns; equal files have equal ids.

    Separated by comma, semicolon, tab or bar; UTF-8. `data.dataset_id` of a network names them. The other
    fields say what is not to be found out: a separator by its name, `header` yes, no or auto, `encoding`
    latin-1. `suggested` is what one may do with the columns.
    """
    content, name = await file.read(), (file.filename or "")[-NAME_LENGTH:]
    with within("body"):
        how = delimited.How(separator, header, encoding)
        sheet = await app.compute.run(len(content), delimited.read, content, name, app.settings, how)
    await app.sessions.sheets.put(sheet)
    return answer(sheets.document(sheet), 201, headers={"Location": f"/api/v1/datasets/{sheet.key}"})


@router.post("/preview", response_model=DataPreview)
async def preview_data(app: App, body: DataBody, limit: Limit) -> Response:
    """The rows that a network would learn from, and which output and loss suit them. Keeps nothing."""
    with within("body"):
        source = await source_of(body, app.sessions.sheets, app.compute, app.settings)
        assert source is not None
        return answer(await app.compute.run(work_of(source), previewed, source, limit.limit))


@router.get("/{id}", response_model=Dataset)
async def read_dataset(app: App, id: str) -> Response:
    """The columns of a data set of one's own, and its first rows."""
    sheet = await app.sessions.sheets.get(id)
    if sheet is None:
        raise NotFound(f"There is no data set {id!r}.")
    return answer(sheets.document(sheet))
