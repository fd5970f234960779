"""The step `masked_lm`."""

from reaug.transforms.masked_lm.step import MaskedLM as MaskedLM
