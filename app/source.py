"""Where a network's data comes from: a data set of the catalog, or somebody's own rows."""

from dataclasses import dataclass

from engine.datasets import Data, DataSpec, OwnSpec, Sheet, prepare, prepare_sheet


@dataclass(frozen=True, slots=True)
class Source:
    """A spec, which is small and says it all, and the rows that it names, where they are one's own.

    Sources are compared and hashed by spec and key, never by rows.
    """

    spec: DataSpec | OwnSpec
    sheet: Sheet | None = None

    @property
    def work(self) -> int:
        """About how many numbers it takes to prepare one's own rows; what is drawn is soon drawn."""
        return 0 if self.sheet is None else 10 * self.sheet.count * len(self.sheet.columns)

    def count(self, drawn: int) -> int:
        """How many rows there are before any is dropped; none of those `drawn` from a data set ever is."""
        return drawn if self.sheet is None else self.sheet.count

    def prepare(self, loss: str | None) -> Data:
        """The rows as a network with this loss is fed them: a pure function. Raises RuleError."""
        if isinstance(self.spec, DataSpec):
            return prepare(self.spec, loss)
        assert self.sheet is not None
        return prepare_sheet(self.sheet, self.spec, loss)
