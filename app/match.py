"""Whether a request speaks of the version that a network is at."""

from app.errors import Problem


def check_match(version: int, if_match: str | None) -> None:
    """RFC 9110: the header holds `*` or a list of tags, one of which has to be the version's."""
    if if_match is None or if_match.strip() == "*":
        return
    if f'"{version}"' not in (tag.strip() for tag in if_match.split(",")):
        raise Problem(412, f'If-Match must name the version "{version}" of the network, got {if_match}.')
