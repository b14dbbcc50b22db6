import re
import unicodedata
from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any, ClassVar

from django.db import IntegrityError, models
from rest_framework import serializers

from crm_naive.customers.models import Address, Customer, Gender, Relationship

DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
# RFC 3339. fromisoformat also accepts week dates, a missing offset, seconds in an offset, and 24:00.
TIMESTAMP = re.compile(
    DATE.pattern + r"T(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](?:\.[0-9]{1,6})?"
    r"(?:Z|[+-](?:[01][0-9]|2[0-3]):[0-5][0-9])"
)


def parse_date(text: str) -> date:
    """Raise ValueError unless the text is `YYYY-MM-DD` and that day exists."""
    if not DATE.fullmatch(text):
        raise ValueError("not a date")
    return date.fromisoformat(text)


def parse_timestamp(text: str) -> datetime:
    """Return the time in UTC. Raise ValueError unless it is RFC 3339 with an offset, and its year in UTC is valid."""
    if not TIMESTAMP.fullmatch(text):
        raise ValueError("not a timestamp")
    try:
        return datetime.fromisoformat(text).astimezone(UTC)
    except OverflowError as error:
        raise ValueError("not a timestamp in UTC") from error


class TextField(serializers.CharField):
    """A JSON string, normalised to NFC and otherwise unchanged. DRF's own field accepts numbers, and trims."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(trim_whitespace=False, **kwargs)

    def to_internal_value(self, data: Any) -> str:
        if not isinstance(data, str):
            self.fail("invalid")
        try:
            data.encode()
        except UnicodeEncodeError:
            # Half of a surrogate pair: JSON can escape it, but no encoding can hold it, and PostgreSQL's neither.
            self.fail("invalid")
        return unicodedata.normalize("NFC", data)


class IntegerField(serializers.IntegerField):
    """A JSON integer. DRF's own field accepts "5" and 5.0."""

    def to_internal_value(self, data: Any) -> int:
        if type(data) is not int:
            self.fail("invalid")
        return data


class ChoiceField(serializers.ChoiceField):
    default_error_messages: ClassVar = {"invalid_choice": "Choose one of the documented values."}


class DateField(serializers.DateField):
    def to_internal_value(self, data: Any) -> date:
        try:
            return parse_date(data)
        except (TypeError, ValueError):
            self.fail("invalid", format="YYYY-MM-DD")


class TimestampField(serializers.DateTimeField):
    def to_internal_value(self, data: Any) -> datetime:
        try:
            return parse_timestamp(data)
        except (TypeError, ValueError):
            self.fail("invalid", format="YYYY-MM-DDThh:mm:ss.ffffffZ")

    def to_representation(self, value: datetime) -> str:
        return value.astimezone(UTC).isoformat(timespec="microseconds").removesuffix("+00:00") + "Z"


TAKEN = {"customer_id": ["This customer_id is taken."]}


class StrictModelSerializer[Row: models.Model](serializers.ModelSerializer[Row]):
    serializer_choice_field = ChoiceField
    serializer_field_mapping = serializers.ModelSerializer.serializer_field_mapping | {
        models.CharField: TextField,
        models.PositiveIntegerField: IntegerField,
        models.DateField: DateField,
        models.DateTimeField: TimestampField,
    }


class AddressSerializer(StrictModelSerializer[Address]):
    class Meta:
        model = Address
        fields = ("street", "street_number", "city_code", "city", "country")
        extra_kwargs: ClassVar = {"street": {"default": None}, "street_number": {"default": None}}

    def to_internal_value(self, data: Any) -> dict[str, Any]:
        """Require all members of an address that a PATCH creates. DRF lets a PATCH omit any member."""
        errors: dict[str, Any] = {}
        values: dict[str, Any] = {}
        try:
            values = super().to_internal_value(data)
        except serializers.ValidationError as error:
            if not isinstance(data, Mapping) or not isinstance(error.detail, dict):
                raise
            errors = error.detail
        if self.root.partial and not hasattr(self.root.instance, "address"):
            for name, field in self.fields.items():
                if field.required and name not in data:
                    errors[name] = [field.error_messages["required"]]
        if errors:
            raise serializers.ValidationError(errors)
        return values


class RelationshipSerializer(StrictModelSerializer[Relationship]):
    class Meta:
        model = Relationship
        fields = ("points", "last_activity")
        extra_kwargs: ClassVar = {"points": {"default": 0}, "last_activity": {"default": None}}


def new_relationship() -> Any:
    return {"points": 0, "last_activity": None}


class CustomerSerializer(StrictModelSerializer[Customer]):
    # A PUT writes the default for a member that it omits. A PATCH does not change a member that it omits.
    address = AddressSerializer(default=None, allow_null=True)
    relationship = RelationshipSerializer(default=new_relationship)

    class Meta:
        model = Customer
        fields = (
            "id",
            "customer_id",
            "first_name",
            "last_name",
            "gender",
            "phone_number",
            "birthday",
            "created",
            "last_updated",
            "address",
            "relationship",
        )
        extra_kwargs: ClassVar = {
            # No UniqueValidator: two requests can pass it at the same time, so `save` relies on the constraint.
            "customer_id": {"validators": []},
            "gender": {"default": Gender.UNDEFINED},
            "phone_number": {"default": None},
            "birthday": {"default": None},
        }

    # The view has opened the transaction in which `create` and `update` write.

    def create(self, validated_data: dict[str, Any]) -> Customer:
        address = validated_data.pop("address")
        relationship = validated_data.pop("relationship")
        customer = Customer(**validated_data)
        save(customer)
        if address is not None:
            Address.objects.create(customer=customer, **address)
        Relationship.objects.create(customer=customer, **relationship)
        return customer

    def update(self, instance: Customer, validated_data: dict[str, Any]) -> Customer:
        nested = {name: validated_data.pop(name) for name in ("address", "relationship") if name in validated_data}
        wanted = validated_data.get("customer_id", instance.customer_id)
        # If two customers take each other's customer_id at the same time, each update would wait for the other, until
        # PostgreSQL ends one of them. The view has locked this customer, so it still has its old customer_id: each
        # request sees that the other's is taken, and stops.
        if wanted != instance.customer_id and Customer.objects.filter(customer_id=wanted).exists():
            raise serializers.ValidationError(TAKEN)
        for name, value in validated_data.items():
            setattr(instance, name, value)
        save(instance)
        if nested.get("address"):
            Address.objects.update_or_create(customer=instance, defaults=nested["address"])
        elif "address" in nested and nested["address"] is None:
            Address.objects.filter(customer=instance).delete()
        if nested.get("relationship"):
            Relationship.objects.update_or_create(customer=instance, defaults=nested["relationship"])
        # Drop the nested objects that the instance has read before.
        instance.refresh_from_db()
        return instance


def save(customer: Customer) -> None:
    try:
        customer.save()
    except IntegrityError as error:
        # customer_id is the only unique column that a write can violate.
        raise serializers.ValidationError(TAKEN) from error
