"""What a person writes: applicants and quotes in YAML."""
