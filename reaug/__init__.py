"""reaug: clean, augment and audit the data of Korean relation extraction."""
