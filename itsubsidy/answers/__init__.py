"""What is told: estimates, plans, next steps, warnings."""
