"""The strongest paths to the loss, found without walking the others.

The largest product that can follow is known of every hop, so the best way on is known wherever a path stands.
The strongest path takes it at every node. Any other takes it but for one place: of each path found, the next
best hop is remembered at every node on it, with the product of the whole path that begins so. The largest of
these is the next strongest path.

Source: Lawler: A procedure for computing the K best solutions to discrete optimization problems (Management
Science 18, 1972).
"""

from dataclasses import dataclass
from heapq import heappop, heappush

from engine.explain.hops import Hop, Node, Web


@dataclass(frozen=True, slots=True)
class _Fork:
    """The nodes of a path so far, the size of its product, and which of the hops from here it takes next."""

    walked: tuple[Node, ...]
    size: float
    rank: int


def strongest(web: Web, start: Node, count: int) -> list[tuple[Node, ...]]:
    """The nodes of the `count` paths with the largest products from `start` to the loss, largest first."""
    hops: dict[Node, list[Hop]] = {}
    found: list[tuple[Node, ...]] = []
    forks = [(-web.most(start), 0, _Fork((start,), 1.0, 0))]
    made = 1
    while forks and len(found) < count:
        _, _, fork = heappop(forks)
        walked, size, rank = fork.walked, fork.size, fork.rank
        while not web.ends(walked[-1]):
            here = walked[-1]
            if here not in hops:
                hops[here] = web.hops(here, count)
            ways = hops[here]
            if rank + 1 < len(ways):
                other = _Fork(walked, size, rank + 1)
                heappush(forks, (-_product(size, ways[rank + 1].most), made, other))
                made += 1
            walked, size, rank = (*walked, ways[rank].to), _product(size, ways[rank].size), 0
        found.append(walked)
    return found


def _product(size: float, more: float) -> float:
    """∞ · 0 is nothing, as everywhere here."""
    return size * more if size and more else 0.0
