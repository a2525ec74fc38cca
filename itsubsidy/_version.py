"""The version, where the package, its answers and its reports can all take it."""

__version__ = "0.5.0"
