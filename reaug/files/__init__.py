"""Files and folders on disk: written whole, locked while written, known by their digests."""
