"""Rooms over HTTP, and their socket, which leads with the key and follows without it."""

import secrets

from fastapi import Response, WebSocket

from app import errors
from app.answer import answer
from app.api.common import App, Client, Parts
from app.api.route import api_router
from app.api.sockets import Partner, talk
from app.client_key import client_of
from app.errors import Problem
from app.rooms import Room
from app.schemas.rooms import OpenedRoom, RoomStatus
from app.seats import Following, Leading

router = api_router("/rooms", "rooms")


@router.post("", status_code=201, response_model=OpenedRoom)
async def open_room(app: App, client: Client) -> Response:
    """Opens a room in which a class follows one cursor; its socket is described in `x-rooms`. It is not
    kept: it ends when its leader says so, or after a time without a word."""
    room = app.rooms.open(client)
    body = {"id": room.id, "key": room.key, "url": room.url}
    return answer(body, 201, headers={"Location": f"/api/v1/rooms/{room.id}"})


@router.get("/{id}", response_model=RoomStatus)
async def read_room(app: App, id: str) -> Response:
    """Whether anyone leads, and how many follow."""
    room = app.rooms.get(id)
    led, followers = room.leader is not None, len(room.followers)
    return answer({"id": room.id, "url": room.url, "led": led, "followers": followers})


@router.websocket("/{id}")
async def attend(socket: WebSocket, id: str, key: str | None = None) -> None:
    """Leads a room, or follows in it; see the messages in OpenAPI's `x-rooms`."""
    app: Parts = socket.app.state.parts
    try:
        with app.sockets.one_more(client_of(socket)):
            room = app.rooms.get(id)
            seat = seat_of(app, room, key)
            await socket.accept()
            await talk(socket, seat, app.talks, app.pace)
    except Problem as problem:
        await socket.send_denial_response(errors.answer(problem.status_code, problem.detail))


def seat_of(app: Parts, room: Room, key: str | None) -> Partner:
    """Raises Problem if the key is another, or the room is full."""
    if key is None:
        return Following(room)
    if not secrets.compare_digest(key.encode(), room.key.encode()):
        raise Problem(403, f"key must be the one that opened room {room.id}, got another.")
    return Leading(app.rooms, room)
