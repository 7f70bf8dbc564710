"""Spelling is corrected by the catalogue's words, not by those of people's own foods."""

from django.db import migrations

# The new view is filled beside the old one, which searches go on reading until the renaming.
# As in 0005, refreshing runs with a bare search path, hence "public".
WORDS = """
CREATE MATERIALIZED VIEW meals_search_word_new AS
SELECT word, ndoc AS foods
FROM ts_stat('SELECT to_tsvector(''simple'', search_text) FROM public.meals_food{condition}')
WHERE word ~ '^[a-z]{{3,40}}$';
CREATE UNIQUE INDEX meals_search_word_new_unique ON meals_search_word_new (word);
CREATE INDEX meals_search_word_new_trigram ON meals_search_word_new
  USING gin (word gin_trgm_ops);
DROP MATERIALIZED VIEW meals_search_word;
ALTER MATERIALIZED VIEW meals_search_word_new RENAME TO meals_search_word;
ALTER INDEX meals_search_word_new_unique RENAME TO meals_search_word_unique;
ALTER INDEX meals_search_word_new_trigram RENAME TO meals_search_word_trigram;
ANALYZE meals_search_word;
"""


class Migration(migrations.Migration):
    dependencies = [("meals", "0017_favourite_changes")]

    operations = [
        migrations.RunSQL(
            WORDS.format(condition=" WHERE owner_id IS NULL"), WORDS.format(condition="")
        )
    ]
