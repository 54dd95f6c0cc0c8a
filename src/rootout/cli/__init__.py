"""The commands: parse, call the workflow, print. One file a command."""
