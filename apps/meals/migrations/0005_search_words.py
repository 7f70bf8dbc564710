"""The words of the catalogue, to find what a misspelt one was meant to be."""

from django.db import migrations

# Whole words as they stand in names, brands and other names; numbers and fragments correct nothing.
# Refreshing runs with a bare search path, hence "public".
SEARCH_WORDS = """
CREATE MATERIALIZED VIEW meals_search_word AS
SELECT word, ndoc AS foods
FROM ts_stat('SELECT to_tsvector(''simple'', search_text) FROM public.meals_food')
WHERE word ~ '^[a-z]{3,40}$';
CREATE UNIQUE INDEX meals_search_word_unique ON meals_search_word (word);
CREATE INDEX meals_search_word_trigram ON meals_search_word USING gin (word gin_trgm_ops);
"""


class Migration(migrations.Migration):
    dependencies = [("meals", "0004_meal_logged_at")]

    operations = [migrations.RunSQL(SEARCH_WORDS, "DROP MATERIALIZED VIEW meals_search_word")]
