"""The parameters of the list. `CustomerFilters` has all of them except those of the paginator."""

import re
import unicodedata
from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import django_filters
from django import forms
from django.db.models import Q, QuerySet
from django.http import QueryDict
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.viewsets import GenericViewSet

from crm_naive.customers.models import Customer, Gender
from crm_naive.customers.pagination import DigitsField
from crm_naive.customers.serializers import parse_date, parse_timestamp
from crm_naive.customers.word_characters import LETTERS, MARKS

MAX_TEXT_LENGTH = 100
MAX_TERMS = 5
MAX_TERM_LENGTH = 50
MAX_POINTS = 2_147_483_647

SEARCHED = [
    "first_name",
    "last_name",
    "customer_id",
    "phone_number",
    "address__street",
    "address__city",
    "address__city_code",
    "address__country",
]

# A mark belongs to a word if it follows a letter, or another mark that does.
WORD = re.compile(f"(?:[{LETTERS}][{MARKS}]*|[0-9])+")
WORD_BEGINS = f"(^|[^{LETTERS}{MARKS}0-9]|[0-9][{MARKS}])[{MARKS}]*"
# It finds everything that WORD_BEGINS finds, and a little more, in two thirds of the time. PostgreSQL tries it first.
WORD_MAY_BEGIN = f"(^|[^{LETTERS}0-9])"

ORDERINGS = {
    "created": "created",
    "last_updated": "last_updated",
    "birthday": "birthday",
    "first_name": "first_name",
    "last_name": "last_name",
    "customer_id": "customer_id",
    "points": "relationship__points",
    "last_activity": "relationship__last_activity",
}
ORDERING_CHOICES = [(sign + name, sign + name) for name in ORDERINGS for sign in ("", "-")]

documented_text = extend_schema_field({"type": "string", "maxLength": MAX_TEXT_LENGTH})

NOT_A_CHOICE = {"invalid_choice": "Choose one of the documented values."}


class DateField(forms.Field):
    def to_python(self, value: str | None) -> date | None:
        return parse(value, parse_date, refusal="Enter a date as YYYY-MM-DD.")


class TimestampField(forms.Field):
    def to_python(self, value: str | None) -> datetime | None:
        return parse(value, parse_timestamp, refusal="Enter a date and time with an offset, as RFC 3339 writes it.")


def parse[T](value: str | None, parser: Callable[[str], T], *, refusal: str) -> T | None:
    """Return None for an empty value. Raise a form's ValidationError if the parser raises ValueError."""
    if not value:
        return None
    try:
        return parser(value)
    except ValueError as error:
        raise forms.ValidationError(refusal) from error


class SearchField(forms.CharField):
    """The cleaned value is the list of terms: the words of the text, in NFC and in lower case."""

    def clean(self, value: Any) -> list[str]:
        text = "".join(lower(character) for character in unicodedata.normalize("NFC", super().clean(value)))
        terms = WORD.findall(text)
        if len(terms) > MAX_TERMS or any(len(term) > MAX_TERM_LENGTH for term in terms):
            raise forms.ValidationError(f"Search for at most {MAX_TERMS} terms of {MAX_TERM_LENGTH} characters.")
        return terms


def lower(character: str) -> str:
    """Map one character to one character, as PostgreSQL's `lower` does. Python maps only İ to two characters."""
    return "i" if character == "İ" else character.lower()


class DateFilter(django_filters.DateFilter):
    field_class = DateField


class TimestampFilter(django_filters.IsoDateTimeFilter):
    field_class = TimestampField


class PointsFilter(django_filters.NumberFilter):
    field_class = DigitsField


class SearchFilter(django_filters.CharFilter):
    """Every term must begin a word of any field. Terms need no escapes: they have no special characters."""

    field_class = SearchField

    def filter(self, qs: QuerySet[Customer], value: list[str]) -> QuerySet[Customer]:
        for term in value:
            any_field = Q()
            for field in SEARCHED:
                lookup = f"{field}__lower__regex"
                any_field |= Q((lookup, WORD_MAY_BEGIN + term), (lookup, WORD_BEGINS + term))
            qs = qs.filter(any_field)
        return qs


class OrderingFilter(django_filters.ChoiceFilter):
    """Order by one column, then by id in the same direction: rows with equal values have one order on every page."""

    def filter(self, qs: QuerySet[Customer], value: str) -> QuerySet[Customer]:
        ordering = value or "-created"
        sign = "-" if ordering.startswith("-") else ""
        return qs.order_by(sign + ORDERINGS[ordering.removeprefix("-")], f"{sign}id")


def contains(field: str) -> django_filters.CharFilter:
    return documented_text(django_filters.CharFilter(field, "icontains", max_length=MAX_TEXT_LENGTH, strip=False))


def points(lookup: str) -> PointsFilter:
    documented = extend_schema_field({"type": "integer", "minimum": 0, "maximum": MAX_POINTS})
    return documented(PointsFilter("relationship__points", lookup, max_digits=10, minimum=0, maximum=MAX_POINTS))


class CustomerFilters(django_filters.FilterSet):
    first_name = contains("first_name")
    last_name = contains("last_name")
    customer_id = contains("customer_id")
    phone_number = contains("phone_number")
    street = contains("address__street")
    street_number = contains("address__street_number")
    city_code = contains("address__city_code")
    city = contains("address__city")
    country = contains("address__country")

    gender = django_filters.ChoiceFilter(choices=Gender.choices, error_messages=NOT_A_CHOICE)
    has_address = extend_schema_field(OpenApiTypes.BOOL)(
        django_filters.TypedChoiceFilter(
            "address",
            "isnull",
            choices=[("true", "true"), ("false", "false")],
            coerce=lambda value: value == "false",
            error_messages=NOT_A_CHOICE,
        )
    )

    birthday_after = DateFilter("birthday", "gte")
    birthday_before = DateFilter("birthday", "lte")
    created_after = TimestampFilter("created", "gte")
    created_before = TimestampFilter("created", "lte")
    last_updated_after = TimestampFilter("last_updated", "gte")
    last_updated_before = TimestampFilter("last_updated", "lte")
    last_activity_after = TimestampFilter("relationship__last_activity", "gte")
    last_activity_before = TimestampFilter("relationship__last_activity", "lte")
    points_min = points("gte")
    points_max = points("lte")

    search = documented_text(SearchFilter(max_length=MAX_TEXT_LENGTH, strip=False))
    ordering = OrderingFilter(choices=ORDERING_CHOICES, error_messages=NOT_A_CHOICE)


class StrictFilterBackend(django_filters.rest_framework.DjangoFilterBackend):
    """django-filter ignores unknown and repeated parameters. This backend refuses them."""

    def filter_queryset(  # noqa: PLR0917
        self, request: Request, queryset: QuerySet[Customer], view: GenericViewSet[Customer]
    ) -> QuerySet[Customer]:
        if view.detail:
            # DRF also filters before it looks up one object. The parameters are only for the list.
            return queryset
        filterset = self.get_filterset(request, queryset, view)
        page = view.paginator.parameters(request.query_params)  # type: ignore[union-attr]
        require_right(request.query_params, filterset=filterset, page=page)
        filtered: QuerySet[Customer] = filterset.qs
        return filtered


def require_right(given: QueryDict, *, filterset: CustomerFilters, page: forms.Form) -> None:
    """Raises ValidationError with all that is wrong with the parameters of a list."""
    errors = {**filterset.errors, **page.errors}
    for name, values in given.lists():
        if name not in filterset.form.fields and name not in page.fields:
            errors[name] = ["There is no such parameter."]
        elif len(values) > 1:
            errors[name] = ["Give this parameter once."]
    if errors:
        raise ValidationError(errors)
