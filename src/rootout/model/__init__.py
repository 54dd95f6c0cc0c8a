"""Values only: what is seen, suspected, told, planned and proved."""
