"""Human review of findings: export of findings, and import of decisions about them."""
