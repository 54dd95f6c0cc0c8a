"""Web shells: files that hand a server to whoever asks."""
