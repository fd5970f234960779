"""The step `entity_swap`."""

from reaug.transforms.entity_swap.step import EntitySwap as EntitySwap
