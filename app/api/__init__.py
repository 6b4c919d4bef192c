"""The HTTP contract, one file a noun. A route parses, asks a session and the engine, and converts."""
