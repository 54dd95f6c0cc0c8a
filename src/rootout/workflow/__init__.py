"""One function a verb: the only place where the stages meet."""
