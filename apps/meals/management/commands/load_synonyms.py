"""Give the generic foods of the catalogue their synonyms; a second time changes nothing."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils.translation import ngettext

from apps.meals import services
from apps.meals.imports.synonyms import load_synonyms


class Command(BaseCommand):
    help = "Load synonyms, regional names and English names of generic foods."

    def handle(self, **options: Any) -> None:
        added = load_synonyms()
        if added:
            services.refresh_search_words()
        self.stdout.write(
            ngettext("%(count)d other name added.", "%(count)d other names added.", added)
            % {"count": added}
        )
