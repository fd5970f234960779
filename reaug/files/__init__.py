"""Files and folders on disk: write them atomically, lock them while writing, check digests."""
