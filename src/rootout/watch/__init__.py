"""What happens on a server while it happens: events, judged as a scan judges records."""
