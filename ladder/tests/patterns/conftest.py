from datetime import UTC, datetime
from decimal import Decimal
from itertools import product

import pytest
from articles.models import Article, Author, Readers, Summary
from own_servers import cache_url, pytest_configure  # noqa: F401  pytest looks for them here

TITLES = ["हिन्दी", "Ångström", "a%_\\'b"]
MOMENTS = [None, datetime(2020, 1, 1, 12, 0, 0, 123456, UTC), datetime(2020, 1, 1, 12, 0, 0, 123457, UTC)]
RATINGS = [None, Decimal("4.50"), Decimal("4.51")]


@pytest.fixture
def articles(db: None) -> None:
    """Every combination of NULLs and equal values that four columns can have, and titles of many scripts."""
    authors = [None, *Author.objects.bulk_create(Author(name=name) for name in ("Ngô", "Ağa"))]
    stored = Article.objects.bulk_create(
        Article(title=TITLES[n % 3], published=moment, rating=rating, section="ab"[n % 2], author=author)
        for n, (author, moment, rating, _) in enumerate(product(authors, MOMENTS, RATINGS, range(2)))
    )
    Readers.objects.bulk_create(
        Readers(article=article, count=n % 4, last=MOMENTS[n % 3]) for n, article in enumerate(stored)
    )
    Summary.objects.bulk_create(
        Summary(article=article, text=None if n % 2 else f"About {article.title}")
        for n, article in enumerate(stored[::3])
    )
