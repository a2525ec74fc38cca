"""What vendors and payroll software send → the files that this tool reads."""
