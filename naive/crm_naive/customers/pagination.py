import re
from typing import Any

from django import forms
from rest_framework.pagination import PageNumberPagination

MAX_PAGE_SIZE = 100


class DigitsField(forms.Field):
    """Accept 1 to `max_digits` ASCII digits. forms.IntegerField also accepts a sign, blanks and other digits."""

    def __init__(self, *, max_digits: int, minimum: int, maximum: int, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.pattern = re.compile(rf"[0-9]{{1,{max_digits}}}")
        self.minimum = minimum
        self.maximum = maximum

    def to_python(self, value: str | None) -> int | None:
        if not value:
            return None
        if self.pattern.fullmatch(value) and self.minimum <= (number := int(value)) <= self.maximum:
            return number
        raise forms.ValidationError(f"Enter a number from {self.minimum} to {self.maximum}.")


class PageParameters(forms.Form):
    """Check the page parameters before any lookup: DRF would use its default for a page size that it cannot read."""

    page = DigitsField(max_digits=9, minimum=1, maximum=999_999_999, required=False)
    page_size = DigitsField(max_digits=3, minimum=1, maximum=MAX_PAGE_SIZE, required=False)


class CustomerPagination(PageNumberPagination):
    parameters = PageParameters
    page_size = 20
    page_size_query_param = "page_size"
    max_page_size = MAX_PAGE_SIZE
