from django.urls import include, path
from drf_spectacular.views import SpectacularAPIView
from rest_framework import routers, serializers, viewsets
from rest_framework.filters import OrderingFilter
from rest_framework.pagination import LimitOffsetPagination

from orders.models import Line, Order


class LineSerializer(serializers.ModelSerializer):
    class Meta:
        model = Line
        fields = ("article", "pieces")


class OrderSerializer(serializers.ModelSerializer):
    lines = LineSerializer(many=True)

    class Meta:
        model = Order
        fields = ("id", "buyer", "placed", "paid", "lines")


class Pages(LimitOffsetPagination):
    default_limit = 25
    max_limit = 200


class OrderViewSet(viewsets.ReadOnlyModelViewSet):
    queryset = Order.objects.prefetch_related("lines").order_by("-placed", "-id")
    serializer_class = OrderSerializer
    pagination_class = Pages
    filter_backends = (OrderingFilter,)
    ordering_fields = ("placed",)


router = routers.DefaultRouter()
router.register("orders", OrderViewSet)
urlpatterns = [path("api/", include(router.urls)), path("api/schema/", SpectacularAPIView.as_view())]
