"""Small programs of the project itself, run by the Makefile."""
