"""A schema that has nothing to do with customers: the patterns must work on any."""

from django.db import models


class Author(models.Model):
    name = models.CharField(max_length=100)


class Article(models.Model):
    title = models.CharField(max_length=200)
    published = models.DateTimeField(null=True)
    rating = models.DecimalField(max_digits=5, decimal_places=2, null=True)
    section = models.CharField(max_length=20)
    author = models.ForeignKey(Author, models.CASCADE, null=True, related_name="articles")


class Readers(models.Model):
    """Each article has one."""

    article = models.OneToOneField(Article, models.CASCADE, related_name="readers")
    count = models.PositiveIntegerField(default=0)
    last = models.DateTimeField(null=True)


class Summary(models.Model):
    """Some articles have one."""

    article = models.OneToOneField(Article, models.CASCADE, related_name="summary")
    text = models.CharField(max_length=300, null=True)
