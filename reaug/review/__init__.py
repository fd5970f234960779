"""What goes out to people and comes back: decisions on findings."""
