"""python -m itsubsidy."""

from itsubsidy.cli import run

run()
