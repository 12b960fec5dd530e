"""Form fields for what people write in many ways."""

from decimal import Decimal, DecimalException
from typing import Any

from django import forms
from django.core.exceptions import ValidationError


class MoneyField(forms.DecimalField):
    """An amount as people write it: "12 500", "12500,50", "12 500 €". Drawn as text, so that nothing typed is lost."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.TextInput(attrs={"inputmode": "decimal", "size": 12}))
        super().__init__(**{"max_digits": 14, "decimal_places": 2, "localize": True, **kwargs})

    def to_python(self, value: Any) -> Any:
        """The number; spaces of any kind and the euro sign do not count, a comma is a point."""
        words = "".join(str("" if value is None else value).replace("€", "").split()).replace(",", ".")
        if not words:
            return None
        try:
            return Decimal(words)
        except DecimalException:
            raise ValidationError(self.error_messages["invalid"], code="invalid") from None
