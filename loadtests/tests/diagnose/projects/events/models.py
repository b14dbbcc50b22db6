from django.db import models


class Venue(models.Model):
    name = models.CharField(max_length=100)
    visits = models.IntegerField(default=0)


class Event(models.Model):
    venue = models.ForeignKey(Venue, models.CASCADE)
    title = models.CharField(max_length=100)
    starts = models.DateTimeField(db_index=True)
