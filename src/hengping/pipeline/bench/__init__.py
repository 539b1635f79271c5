"""Benchmarks (``hengping bench``): what a command of the contract costs on this machine, against its goal."""
