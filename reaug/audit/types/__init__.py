"""What speaks for the type of a mention: the audit lists what it finds, `clean` sets it."""
