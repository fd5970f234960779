"""Readers: one file per format; each makes a `Raw` and checks nothing about rows."""
