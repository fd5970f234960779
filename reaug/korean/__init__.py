"""Korean: particles and their correction, morphemes, and models for Korean text."""
