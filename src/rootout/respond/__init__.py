"""Plan, guard, journal and carry out changes to a host, and take them back."""
