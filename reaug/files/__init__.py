"""Files and folders on disk: written as a whole, locked while written, checked by digests."""
