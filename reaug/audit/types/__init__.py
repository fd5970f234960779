"""Evidence for the type of a mention: the audit lists what it finds, `clean` corrects it."""
