"""PHP as a tree: where a request's words end up, with strings folded and nothing ever executed."""
