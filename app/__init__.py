"""The application: the engine over HTTP, with pages, a store and settings around it."""

import os

# With how many threads a matrix product is taken decides its last bits, so it has to be the same everywhere:
# in the server and its workers, on any machine, after any restart. Read when NumPy is first imported.
os.environ.update(dict.fromkeys(("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"), "1"))
