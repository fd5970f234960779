"""The step `encode`."""

from reaug.shaping.encode.step import Encode as Encode
