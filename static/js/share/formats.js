/** The files that a network leaves as, with what each is for. Pure. */

export const FORMATS = [
  { name: "json", label: "JSON", what: "All of it: opened here again, it trains on as if it had never left." },
  { name: "npz", label: "NumPy arrays", what: "Every weight by name, for numpy.load." },
  { name: "safetensors", label: "safetensors", what: "Every weight by name, for PyTorch, JAX and others." },
  { name: "onnx", label: "ONNX", what: "Runs in onnxruntime and wherever else ONNX does." },
  { name: "numpy", label: "NumPy code", what: "A module that computes the same with nothing but NumPy." },
  { name: "pytorch", label: "PyTorch code", what: "A module with the network as a torch.nn model." },
  { name: "keras", label: "Keras code", what: "A module with the network as a Keras model." },
  { name: "notebook", label: "Notebook", what: "For Jupyter: the network, and a place to go on." },
  { name: "csv", label: "History as a table", what: "Loss and gradients along the training, for a spreadsheet." },
];

/** How the names of files end that can be opened. */
export const ENDINGS = [".json", ".npz", ".safetensors", ".onnx", ".pt", ".pth"];

/** @param {string} name */
export const isNetworkFile = (name) => ENDINGS.some((ending) => name.toLowerCase().endsWith(ending));
