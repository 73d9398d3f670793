"""What the worker does in the background, as staff read of it, and what they can do about what failed."""
