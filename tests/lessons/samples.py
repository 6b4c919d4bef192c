"""Two small lessons of the tests' own, and the glossary beside them."""

from pathlib import Path

FOLDER = Path(__file__).parent / "book"
