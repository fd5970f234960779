"""The step `curriculum`."""

from reaug.shaping.curriculum.step import Curriculum as Curriculum
