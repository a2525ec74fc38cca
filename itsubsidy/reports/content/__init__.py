"""What reports say: of an estimate, a plan, the rules, a difference."""
