"""What processes of the platform say to the terminal they were started from."""

import sys


def say(text: str) -> None:
    """A line for whoever started it."""
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def complain(text: str) -> None:
    """Why something did not work, on standard error."""
    sys.stderr.write(f"错误：{text}\n")
    sys.stderr.flush()
