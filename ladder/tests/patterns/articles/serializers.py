from rest_framework import serializers

from articles.models import Article, Author, Readers, Summary


class AuthorSerializer(serializers.ModelSerializer[Author]):
    class Meta:
        model = Author
        fields = ("id", "name")


class ReadersSerializer(serializers.ModelSerializer[Readers]):
    class Meta:
        model = Readers
        fields = ("count", "last")


class SummarySerializer(serializers.ModelSerializer[Summary]):
    class Meta:
        model = Summary
        fields = ("text",)


class ArticleSerializer(serializers.ModelSerializer[Article]):
    author = AuthorSerializer()
    readers = ReadersSerializer()
    summary = SummarySerializer(default=None)
    rubric = serializers.CharField(source="section")

    class Meta:
        model = Article
        fields = ("id", "title", "published", "rating", "rubric", "author", "readers", "summary")
