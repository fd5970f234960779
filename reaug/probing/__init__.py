"""Whether data pay: models trained on raw rows and on what recipes make of them, compared."""
