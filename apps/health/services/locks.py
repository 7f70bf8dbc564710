"""One writer at a time for the health data of a user."""

from uuid import UUID

from django.db import connection


def lock_health(user_id: UUID) -> None:
    """Until the end of the transaction; whoever holds it may take it again."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"health {user_id}"]
        )
