"""What a server does every ten seconds, kept for two years, and what is usual for the hour."""
