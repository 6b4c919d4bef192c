"""The application: the engine over HTTP, with pages, a store and settings around it."""
