"""Data sets of one's own: uploaded as a file, and named by networks that learn from them."""

from fastapi import Response, UploadFile

from app import delimited, sheets
from app.answer import answer
from app.api.common import App
from app.api.route import api_router
from app.errors import NotFound, within
from app.schemas.data import Dataset
from engine.datasets.sheet import NAME_LENGTH

router = api_router("/datasets", "data")


@router.post("", status_code=201, response_model=Dataset)
async def upload_dataset(app: App, file: UploadFile) -> Response:
    """Keeps the rows of a CSV file, whose first line names the columns; equal files have equal ids.

    Separated by comma, semicolon, tab or bar; UTF-8. `data.dataset_id` of a network names them.
    """
    content, name = await file.read(), (file.filename or "")[-NAME_LENGTH:]
    with within("body"):
        sheet = await app.compute.run(len(content), delimited.read, content, name, app.settings)
    await app.sessions.sheets.put(sheet)
    return answer(sheets.document(sheet), 201, headers={"Location": f"/api/v1/datasets/{sheet.key}"})


@router.get("/{id}", response_model=Dataset)
async def read_dataset(app: App, id: str) -> Response:
    """The columns of a data set of one's own, and its first rows."""
    sheet = await app.sessions.sheets.get(id)
    if sheet is None:
        raise NotFound(f"There is no data set {id!r}.")
    return answer(sheets.document(sheet))
