"""Keyset pagination for Django REST framework: a page starts after a row, not after a number of rows.

It replaces `PageNumberPagination`, which counts all matches for each page and reads all rows before a deep page. It
also replaces DRF's `CursorPagination`, which loses rows where the ordering has NULLs or more than 1 000 equal values.
Copy it together with `keyset.py`.

    class ArticleList(ListAPIView):
        queryset, serializer_class = Article.objects.order_by("-published"), ArticleSerializer
        pagination_class = KeysetPagination

A cursor is a direction and a boundary: the values of the row after which (or before which) the page lies. It is signed,
and bound to the ordering, the page size and the filters. Any other cursor is a 400 before the list is read.

Do not use it where people must jump to page 17, or must see how many pages there are.
"""

import json
from collections.abc import Sequence
from typing import Any

from django.core.signing import BadSignature, Signer
from django.db.models import QuerySet
from rest_framework.exceptions import ValidationError
from rest_framework.pagination import CursorPagination
from rest_framework.request import Request
from rest_framework.utils.urls import remove_query_param, replace_query_param

from crm_ladder.patterns.keyset import Keyset


class KeysetPagination(CursorPagination):
    """The settings are those of DRF's class: `page_size`, `page_size_query_param`, `max_page_size`, …"""

    invalid_cursor_message = "This is not a cursor of this list. Follow the links `next` and `previous`."
    required_relations: Sequence[str] = ()  # of the ordering, as in `keyset.py`

    def paginate_queryset(self, queryset: Any, request: Request, view: Any = None) -> list[Any] | None:  # noqa: PLR0917
        self.request = request
        size = self.get_page_size(request)
        if not size:
            return None
        self.keyset = Keyset(queryset, required_relations=self.required_relations)
        ordering = [each.order_by for each in self.keyset.columns]
        self.signer = CursorSigner(salt=f"keyset {ordering} {size} {self.bound_to(queryset)}", sep=".")
        backward, boundary = self._decode()
        self.page, more = self.keyset.page(size, after=boundary, backward=backward)
        # If the page is empty because its rows were deleted, there is a way back as long as any row remains.
        behind = boundary is not None and bool(self.page or self.keyset.page(1)[0])
        self.has_next, self.has_previous = (behind, more) if backward else (more, behind)
        return self.page

    def bound_to(self, queryset: QuerySet[Any]) -> object:
        """The list that a cursor is valid for: by default the path and all parameters as the client wrote them."""
        others = [item for item in self.request.query_params.lists() if item[0] != self.cursor_query_param]
        return self.request.path, sorted(others)

    def get_next_link(self) -> str | None:
        if not self.has_next:
            return None
        if self.page:
            return self._link(self.page[-1], backward=False)
        # All rows before the cursor were deleted, so those after it begin the list.
        return remove_query_param(self.request.build_absolute_uri(), self.cursor_query_param)

    def get_previous_link(self) -> str | None:
        if not self.has_previous:
            return None
        # On an empty page all rows after the cursor were deleted: without a boundary, backward is from the list's end.
        return self._link(self.page[0] if self.page else None, backward=True)

    def _link(self, row: Any, *, backward: bool) -> str:
        boundary = None if row is None else self.keyset.boundary(row)
        cursor = self.signer.sign_object([backward, boundary], serializer=CompactJSON)
        return replace_query_param(self.request.build_absolute_uri(), self.cursor_query_param, cursor)

    def _decode(self) -> tuple[bool, Sequence[Any] | None]:
        """Whether the page lies before the boundary, and the boundary."""
        cursor = self.request.query_params.get(self.cursor_query_param)
        if not cursor:
            return False, None
        try:
            backward, boundary = self.signer.unsign_object(cursor, serializer=CompactJSON)
        except BadSignature as error:
            raise ValidationError({self.cursor_query_param: [self.invalid_cursor_message]}) from error
        return backward, boundary


class CursorSigner(Signer):
    """Shorter signatures than Django's: 22 characters of base64 are 132 bits."""

    def signature(self, *arguments: Any, **options: Any) -> str:
        return super().signature(*arguments, **options)[:22]


class CompactJSON:
    """Text as UTF-8. As escapes, a boundary of 100 emoji would make a cursor of 1 600 characters."""

    def dumps(self, value: Any) -> bytes:
        return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()

    def loads(self, data: bytes) -> Any:
        return json.loads(data)
