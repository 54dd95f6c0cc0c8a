"""One suspicion a file that no rule over a single record can express."""
