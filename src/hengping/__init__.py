"""Hengping 衡评: government website performance evaluation, from raw evidence to the published bulletin."""

from importlib.metadata import version

__version__ = version("hengping")
