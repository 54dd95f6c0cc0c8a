"""Findings -> incidents: what belongs together, and its story. Pure."""
