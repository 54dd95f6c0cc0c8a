"""Who talks to whom on the wire, counted."""
