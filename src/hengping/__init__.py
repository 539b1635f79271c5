"""Hengping 衡评: government website performance evaluation, from raw evidence to the published bulletin."""


def __getattr__(name: str) -> str:
    if name == "__version__":
        # looked up when asked for: worker processes start often, and never need it
        from importlib.metadata import version  # noqa: PLC0415 - see above

        return version("hengping")
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
