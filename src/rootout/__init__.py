"""rootout: tell what happened on a hacked Linux server, end it, prove it, and take it back."""

__version__ = "0.1.0"
