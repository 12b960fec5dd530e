"""Numbers and money as people write them."""

from decimal import Decimal
from typing import Any

from babel.numbers import get_currency_symbol
from django.utils.translation import get_language

NBSP = "\N{NO-BREAK SPACE}"


def number_text(value: Any) -> str:
    """Grouped by thousands with no-break spaces: 12500 → "12 500"; fractions as they are, at most two digits."""
    if value is None or value == "":
        return ""
    amount = Decimal(str(value))
    text = f"{amount:,.0f}" if amount == amount.to_integral_value() else f"{amount:,.2f}"
    point = "." if (get_language() or "en").startswith("en") else ","
    whole, _dot, fraction = text.replace(",", NBSP).replace("-", "\N{MINUS SIGN}").partition(".")
    return whole + point + fraction if fraction else whole


def share_text(value: Any) -> str:
    """A share in percent without its sign, with one digit where it is no whole number: 30.4 → "30.4"."""
    if value is None or value == "":
        return ""
    share = Decimal(f"{float(value):.1f}")
    text = number_text(share)
    return text if share == share.to_integral_value() else text[:-1]


def money_text(value: Any, currency: str = "EUR") -> str:
    """An amount as "12 500 €": grouped, cents only where there are any, never broken over two lines."""
    if value is None or value == "":
        return ""
    symbol = get_currency_symbol(currency or "EUR", locale=get_language() or "en")
    return f"{number_text(value)}{NBSP}{symbol}"
