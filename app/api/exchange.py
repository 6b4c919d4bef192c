"""The way out for networks: files that other programs read, and code that runs by itself."""

import re
import unicodedata
from dataclasses import replace

from fastapi import Response

from app import exporters, limits, traces
from app.answer import etag
from app.api.common import App, Current, Export, ExportQuery, Parts
from app.api.passes import latest
from app.api.route import api_router
from app.compute import ALWAYS_ASIDE
from app.data import data_of
from app.errors import within
from app.exporters import CSV, FORMATS, csv
from app.passes import Pass
from app.points import MOST_POINTS
from app.session import Session
from app.settings import Settings
from engine.errors import RuleError

BYTES = {"type": "string", "format": "binary"}
OBJECT = {"type": "object"}
FILES = {
    media_type: {"schema": OBJECT if "json" in media_type else BYTES}
    for media_type in (CSV, *(format.media_type for format in FORMATS.values()))
}

router = api_router("/networks", "exchange")


@router.get(
    "/{id}/export",
    response_class=Response,
    responses={200: {"content": FILES}},
)
async def export_network(app: App, session: Current, export: Export) -> Response:
    """A file to keep: the network as data or as code that computes the same, or its numbers as a table.

    Its inputs are in the units of the data, standardised as the data is, and its dtype is the network's.
    """
    for name, only in (("what", "csv"), ("step", "csv"), ("before", "json")):
        if getattr(export, name) is not None and export.format != only:
            with within("query"):
                raise RuleError(f"{name} belongs to format={only}, not to {export.format}", (name,))
    if export.format == "csv":
        return await table(app, session, export)
    format, kept = FORMATS[export.format], session.kept
    if export.before is not None:
        moment = await app.sessions.steps.before(session, export.before)
        kept = replace(kept, state=moment.state, data=moment.data)
    subject = exporters.subject_of(kept, data_of(kept.data, kept.state.network))
    work = ALWAYS_ASIDE + kept.state.network.parameter_count  # a library may have to be imported first
    content = await app.compute.run(work, format.write, subject)
    return download(session, kept.version, content, format.ending, format.media_type)


async def table(app: Parts, session: Session, export: ExportQuery) -> Response:
    version = session.kept.version
    if export.what != "trace":
        if export.step is not None:
            with within("query"):
                raise RuleError("step belongs to what=trace, not to the history", ("step",))
        content = csv.history(await app.sessions.steps.history(session, 2 * MOST_POINTS))
        return download(session, version, content, "_history.csv", CSV)
    taken = (
        await latest(app, session)
        if export.step is None
        else await app.sessions.steps.step(session, export.step)
    )
    content = await app.compute.run(100 * taken.work, trace_table, taken, app.settings)
    step = "" if export.step is None else f"_step_{export.step}"
    return download(session, version, content, f"_trace{step}.csv", CSV)


def trace_table(taken: Pass, settings: Settings) -> bytes:
    document = traces.trace(taken.run())
    with within("query"):
        limits.at_most("the numbers of a trace as a table", csv.count(document), settings.max_values, "what")
    return csv.trace(document)


def download(session: Session, version: int, content: bytes, ending: str, media_type: str) -> Response:
    name = file_name(session.kept.name) + ending
    headers = {"ETag": etag(version), "Content-Disposition": f'attachment; filename="{name}"'}
    return Response(content, headers=headers, media_type=media_type)


def file_name(name: str) -> str:
    """The name as every file system and Python's `import` take it: `Spam filter` → `spam_filter`."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "_", plain).strip("_")[:60] or "network"
