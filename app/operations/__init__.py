"""For whoever runs the server: what it logs, measures and traces. Nothing here knows a network."""
