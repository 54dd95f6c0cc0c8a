"""Rules as data, shipped in the wheel: nothing is imported from here."""
