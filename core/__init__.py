"""Measuring code of Plumbline: from a video file to numbers. Knows no Qt and prints nothing outside `core.cli`."""

__version__ = "0.1.0"
