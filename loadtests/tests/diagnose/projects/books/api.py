from django.urls import path
from ninja import NinjaAPI, Schema
from ninja.pagination import PageNumberPagination, paginate

from books.models import Book

api = NinjaAPI()


class AuthorOut(Schema):
    name: str


class BookOut(Schema):
    id: int
    title: str
    year: int
    author_id: int
    author: AuthorOut


@api.get("/books", response=list[BookOut])
@paginate(PageNumberPagination, page_size=30)
def books(request, author_id: int | None = None):
    found = Book.objects.select_related("author").order_by("id")
    return found if author_id is None else found.filter(author_id=author_id)


urlpatterns = [path("api/", api.urls)]
