"""The version of filterlang."""

__version__ = "0.1.0"
