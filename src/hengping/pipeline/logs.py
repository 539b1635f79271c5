"""Where logs go: plain text on standard error, in the main process and in every worker.

Standard output is for results alone.
"""

import logging
import sys

import structlog


def logs_to_stderr() -> None:
    """Send warnings and errors to standard error, one plain line each; a fault of our own also with its traceback."""
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.dev.ConsoleRenderer(colors=False, exception_formatter=structlog.dev.plain_traceback),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING),
        # Standard error as it is when something is said: it may have been turned elsewhere, and closed, since.
        logger_factory=lambda *_: structlog.PrintLogger(sys.stderr),
    )
