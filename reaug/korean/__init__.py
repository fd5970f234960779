"""Korean: particles and their repair, morphemes."""
