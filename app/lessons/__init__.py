"""Lessons: what one is, where they are found, and how their words become a page."""
