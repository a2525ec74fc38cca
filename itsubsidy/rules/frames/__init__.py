"""What follows from the rules: one module a frame, and what they share."""
