"""Functions that generated columns and constraints of the catalogue are made of."""

from django.contrib.postgres.operations import TrigramExtension, UnaccentExtension
from django.db import migrations

# GS1 General Specifications §7.9: weights 3, 1, 3 … from the left of fourteen digits.
GTIN_IS_VALID = """
CREATE FUNCTION gtin_is_valid(code text) RETURNS boolean
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
  SELECT CASE WHEN code ~ '^[0-9]{14}$' THEN (
    3 * (substr(code, 1, 1)::int + substr(code, 3, 1)::int + substr(code, 5, 1)::int
       + substr(code, 7, 1)::int + substr(code, 9, 1)::int + substr(code, 11, 1)::int
       + substr(code, 13, 1)::int)
    + substr(code, 2, 1)::int + substr(code, 4, 1)::int + substr(code, 6, 1)::int
    + substr(code, 8, 1)::int + substr(code, 10, 1)::int + substr(code, 12, 1)::int
    + substr(code, 14, 1)::int
  ) % 10 = 0 ELSE false END
$$
"""

# unaccent() is only STABLE because its dictionary could change; ours is the shipped one.
FOOD_SEARCH_TEXT = """
CREATE FUNCTION food_search_text(name text, brand text, other_names text, name_en text)
RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT lower(public.unaccent('public.unaccent'::regdictionary,
    name || ' ' || brand || ' ' || replace(other_names, E'\\n', ' ') || ' ' || name_en))
$$
"""

TEXT_SEARCH_CONFIGURATION = """
CREATE TEXT SEARCH CONFIGURATION nutrifit_it (COPY = italian);
ALTER TEXT SEARCH CONFIGURATION nutrifit_it
  ALTER MAPPING FOR hword, hword_part, word WITH unaccent, italian_stem;
"""

FOOD_SEARCH_VECTOR = """
CREATE FUNCTION food_search_vector(name text, brand text, other_names text, name_en text)
RETURNS tsvector LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT setweight(to_tsvector('nutrifit_it'::regconfig, name), 'A')
      || setweight(to_tsvector('nutrifit_it'::regconfig, other_names), 'B')
      || setweight(to_tsvector('nutrifit_it'::regconfig, brand), 'C')
      || setweight(to_tsvector('nutrifit_it'::regconfig, name_en), 'D')
$$
"""


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        UnaccentExtension(),
        TrigramExtension(),
        migrations.RunSQL(GTIN_IS_VALID, "DROP FUNCTION gtin_is_valid(text)"),
        migrations.RunSQL(
            FOOD_SEARCH_TEXT, "DROP FUNCTION food_search_text(text, text, text, text)"
        ),
        migrations.RunSQL(TEXT_SEARCH_CONFIGURATION, "DROP TEXT SEARCH CONFIGURATION nutrifit_it"),
        migrations.RunSQL(
            FOOD_SEARCH_VECTOR, "DROP FUNCTION food_search_vector(text, text, text, text)"
        ),
    ]
