"""How reports are drawn: one format a file, which knows no rule and no client."""
