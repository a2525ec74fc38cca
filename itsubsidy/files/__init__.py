"""Bytes to plain data with its places; knows no subsidy."""
