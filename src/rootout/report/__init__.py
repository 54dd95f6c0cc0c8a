"""What a person sees of a case: text, and JSON for programs. Decides nothing."""
