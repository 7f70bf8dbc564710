"""Foods the user eats again and again, over HTTP: favourites, recent and frequent ones."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from apps.meals import selectors, services
from apps.meals.api import serializers as wire
from apps.meals.models import Favourite
from apps.shared.api.viewsets import BaseViewSet
from apps.shared.days import local_date

REMEMBERED = timedelta(days=90)


class FamiliarFoodsViewSet(BaseViewSet):
    queryset = Favourite.objects.none()
    capability = "diary.own"

    @extend_schema(summary="List favourite foods", responses=wire.FoodOutput(many=True))
    def favourites(self, request: Request) -> Response:
        """The user's favourite foods, the last marked first."""
        page = self.paginate_queryset(selectors.favourites(self.user.pk)) or []
        return self.get_paginated_response(
            wire.FoodOutput.present_all(selectors.rated(favourite.food) for favourite in page)
        )

    @extend_schema(
        operation_id="foods_recent",
        summary="Recently eaten foods",
        parameters=[wire.EatenQuery],
        responses=wire.EatenListOutput,
    )
    def recent(self, request: Request) -> Response:
        """What the user ate in the last ninety days, each food once with its last amount."""
        return self._eaten(request, selectors.recent_foods)

    @extend_schema(
        operation_id="foods_frequent",
        summary="Frequently eaten foods",
        parameters=[wire.EatenQuery],
        responses=wire.EatenListOutput,
    )
    def frequent(self, request: Request) -> Response:
        """What the user ate in the last ninety days, the most often eaten first."""
        return self._eaten(request, selectors.frequent_foods)

    def _eaten(self, request: Request, selector: Callable[..., list[Any]]) -> Response:
        query = wire.EatenQuery(data=request.query_params.dict())
        query.is_valid(raise_exception=True)
        eaten = selector(self.user.pk, since=self._today() - REMEMBERED, **query.validated_data)
        return Response({"results": wire.EatenOutput.present_all(eaten)})

    def _today(self) -> date:
        return local_date(timezone.now(), self.user.timezone, self.user.day_starts_at)


class FavouriteViewSet(BaseViewSet):
    queryset = Favourite.objects.none()
    capability = "diary.own"

    @extend_schema(summary="Mark a favourite food", request=None, responses={204: None})
    def update(self, request: Request, pk: UUID) -> Response:
        """Make a food a favourite; doing it again changes nothing."""
        services.mark_favourite(self.user, pk, at=timezone.now())
        return Response(status=204)

    @extend_schema(summary="Unmark a favourite food", responses={204: None})
    def destroy(self, request: Request, pk: UUID) -> Response:
        """Take a food from the favourites; doing it again changes nothing."""
        services.unmark_favourite(self.user, pk, at=timezone.now())
        return Response(status=204)
