"""Invented numbers of invented people: identity numbers, mobile numbers, bank cards, right and wrong."""

from random import Random  # noqa: TID251 - type of the seeded generator

_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECKS = "10X98765432"
_AREAS = ("510722", "420325", "360429", "522631")
_LUHN_MOST = 9


def identity_number(rng: Random, *, valid: bool = True) -> str:
    """18 digits with the check digit of GB 11643; a wrong one if not ``valid``."""
    birth = f"{rng.randint(1950, 2004)}{rng.randint(1, 12):02d}{rng.randint(1, 28):02d}"
    body = f"{rng.choice(_AREAS)}{birth}{rng.randint(100, 989)}"
    right = sum(int(digit) * weight for digit, weight in zip(body, _WEIGHTS, strict=True)) % len(_CHECKS)
    return body + _CHECKS[right if valid else (right + 4) % len(_CHECKS)]


def masked(number: str) -> str:
    """The number as it may be printed."""
    return f"{number[:6]}********{number[-4:]}"


def mobile_number(rng: Random) -> str:
    """11 digits of a mobile number."""
    return f"1{rng.choice(('36', '58', '73', '89'))}{rng.randint(10_000_000, 99_999_999)}"


def bank_card(rng: Random, *, valid: bool = True) -> str:
    """19 digits with a Luhn check digit; a wrong one if not ``valid``."""
    body = rng.choice(("621700", "622848", "621661")) + "".join(str(rng.randint(0, 9)) for _ in range(12))
    total = 0
    for place, digit in enumerate(reversed(body)):
        value = int(digit) * (2 - place % 2)
        total += value - _LUHN_MOST if value > _LUHN_MOST else value
    return f"{body}{(-total + (0 if valid else 3)) % 10}"
