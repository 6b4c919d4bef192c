"""The mathematics of mlpscope: pure NumPy, no web, no files, no clock, no hidden state.

Begin with `passes`: forward and backward, each returning everything that it computed.
"""
