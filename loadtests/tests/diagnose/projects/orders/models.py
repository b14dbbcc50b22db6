from django.db import models


class Order(models.Model):
    buyer = models.CharField(max_length=100)
    placed = models.DateTimeField()
    paid = models.BooleanField(default=False)

    class Meta:
        indexes = (models.Index(fields=["placed", "id"], name="orders_placed"),)


class Line(models.Model):
    order = models.ForeignKey(Order, models.CASCADE, related_name="lines")
    article = models.CharField(max_length=100)
    pieces = models.IntegerField()
