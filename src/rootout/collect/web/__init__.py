"""Web servers as their configuration describes them: what they give out, and where they log."""
