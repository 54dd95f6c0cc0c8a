"""A machine -> records: one artifact a file, run by one runner."""
