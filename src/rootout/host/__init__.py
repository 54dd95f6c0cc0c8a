"""A machine: what may be asked of it (`Host`) and what may be done to it (`MutableHost`)."""
