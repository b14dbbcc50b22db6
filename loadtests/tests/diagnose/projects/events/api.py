from django.db.models import F
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import path

from events.models import Event, Venue

PAGE = 25


def part(request: HttpRequest) -> slice:
    start = (int(request.GET.get("page", "1")) - 1) * PAGE
    return slice(start, start + PAGE)


def events(request: HttpRequest) -> JsonResponse:
    return JsonResponse({"events": [shown(event) for event in Event.objects.order_by("-starts")[part(request)]]})


def shown(event: Event) -> dict[str, object]:
    return {"id": event.id, "title": event.title, "starts": event.starts, "venue": event.venue.name}


def counted(request: HttpRequest) -> JsonResponse:
    """A GET that writes."""
    Venue.objects.filter(pk=1).update(visits=F("visits") + 1)
    return events(request)


def shuffled(request: HttpRequest) -> JsonResponse:
    """The order of a page is not that of the next one."""
    rows = Event.objects.filter(pk__lte=100).order_by("?").values("id", "title")
    return JsonResponse(list(rows[part(request)]), safe=False)


def tagged(request: HttpRequest) -> JsonResponse:
    """An ETag that is not compared with the client's."""
    rows = Event.objects.order_by("id").values("id", "title")
    return JsonResponse(list(rows[part(request)]), safe=False, headers={"ETag": '"1"'})


def members(request: HttpRequest) -> JsonResponse:
    if request.headers.get("Authorization") != "Bearer s3cret-token":
        return JsonResponse({"detail": "no"}, status=401)
    return events(request)


def empty(request: HttpRequest) -> JsonResponse:
    return JsonResponse({"events": list(Event.objects.filter(pk=0).values())})


urlpatterns = [
    path("events/", events),
    path("counted/", counted),
    path("shuffled/", shuffled),
    path("tagged/", tagged),
    path("members/", members),
    path("empty/", empty),
    path("object/", lambda _: JsonResponse({"version": 1})),
    path("page/", lambda _: HttpResponse("a page")),
    path("constant/", lambda _: JsonResponse([{"id": 1}], safe=False)),
]
