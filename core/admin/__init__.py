"""The desk’s base classes: what any admin of ours may have, whatever it is about."""
