"""What is kept: the bytes of takes by their hash, and the ledger of who asked for what."""
