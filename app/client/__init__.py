"""mlpscope from Python: what the page does, over the same API, with NumPy arrays in and out.

    client = Client("http://127.0.0.1:8000")
    network = client.create({"layers": [{"units": 8, "activation": "tanh"}]}, data={"name": "iris"})
    network.train(epochs=50, progress=progress_line())

It knows the API alone, and nothing of the server's code.
"""

from app.client.client import Client
from app.client.network import Network
from app.client.training import Progress, progress_line
from app.client.wire import Problem

__all__ = ["Client", "Network", "Problem", "Progress", "progress_line"]
