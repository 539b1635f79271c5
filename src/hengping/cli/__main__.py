"""``python -m hengping.cli``: the same as the ``hengping`` command."""

from hengping.cli.app import main

main()
