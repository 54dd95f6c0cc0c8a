"""The case: a folder on disk that holds the evidence, the story and the journal."""
