"""Records -> findings: rules and checks. Pure: nothing here knows a machine."""
