"""The command `itsubsidy`, also as `python -m itsubsidy`."""

from itsubsidy.stopping import listen


def run() -> None:
    """The console script: nothing is imported before it can be told to stop."""
    listen()
    from itsubsidy.cli.app import run  # noqa: PLC0415  # as said above

    run()


if __name__ == "__main__":
    run()
