"""Human review of findings: export findings to people, and import their decisions."""
