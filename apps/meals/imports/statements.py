"""The SQL of the merge; ``merge.py`` says in which order."""

# Actions of a staged line: (c)reate; new (v)ersion that becomes current; (k)ept version beside
# a better source's; (d)escription only; (t)old again later, otherwise the same. ``previous_id`` is
# the current version for v and k, and the source's own last one for d and t.
STAGING = """
CREATE TEMP TABLE IF NOT EXISTS import_staging (
  action "char", food_id uuid, version_id uuid, number int, previous_id uuid,
  gtin text, flagged boolean, source_id text, content_hash bytea, modified bigint,
  name text, name_en text, brand text, category text, other_names text,
  is_generic boolean, is_italian boolean, labels varchar(20)[], scans int,
  per text, energy_kcal numeric, protein_g numeric, carbohydrate_g numeric, sugars_g numeric,
  fat_g numeric, saturated_fat_g numeric, fiber_g numeric, salt_g numeric, sodium_mg numeric,
  alcohol_g numeric, micronutrients jsonb, traces varchar(40)[], completeness numeric,
  value_sources jsonb, label_facts jsonb
)
"""

# A chunk that is lost with the server is imported again, so its commit need not wait for the disk.
# The GIN indexes of search sort their pending entries in work_mem; a longer pending list than the
# default 4 MB measured slower. A sequential scan is never what a chunk needs, but fresh tables
# have no statistics.
SETTINGS = """
SET LOCAL synchronous_commit = off;
SET LOCAL statement_timeout = 0;
SET LOCAL work_mem = '128MB';
SET LOCAL enable_hashjoin = off;
SET LOCAL enable_mergejoin = off;
SET LOCAL enable_seqscan = off
"""

# For a caller whose transaction goes on.
SETTINGS_AS_BEFORE = """
SET LOCAL synchronous_commit TO DEFAULT;
SET LOCAL statement_timeout TO DEFAULT;
SET LOCAL work_mem TO DEFAULT;
SET LOCAL enable_hashjoin TO DEFAULT;
SET LOCAL enable_mergejoin TO DEFAULT;
SET LOCAL enable_seqscan TO DEFAULT
"""

MODIFIED = "extract(epoch FROM source_modified_at)::bigint AS modified"

LAST_OF_SOURCE = f"""
SELECT id, content_hash, {MODIFIED} FROM meals_foodversion
WHERE food_id = food.id AND source = %(source)s ORDER BY number DESC LIMIT 1
"""  # noqa: S608

# What is told, as one text each: psycopg takes longer over ten thousand elements of a list than
# PostgreSQL over the query. What is the same as known does not come back; what is new comes as its
# key alone.
TOLD = """
unnest(
  string_to_array(%(keys)s, E'\\n'), string_to_array(%(hashes)s, E'\\n'),
  string_to_array(%(modified)s, E'\\n', '')::bigint[]
) AS told(key, hash, modified)
"""
DIFFERENT = """
(last.content_hash = decode(told.hash, 'hex')
 AND (told.modified IS NULL OR told.modified <= last.modified)) IS NOT TRUE
"""

# OFFSET 0 keeps the planner from turning the look-ups into one scan of the catalogue. Nearly always
# the newest version is the current one and of this source, and then it is the only one looked up.
KNOWN_BY_GTIN = f"""
SELECT told.key, food.id::text, food.current_version_id::text,
       CASE WHEN newest.is_current THEN newest.source ELSE current.source END,
       coalesce(newest.number, 0), last.id::text, last.content_hash, last.modified
FROM {TOLD}
LEFT JOIN LATERAL (
  SELECT id, current_version_id FROM meals_food WHERE gtin = told.key OFFSET 0
) food ON true
LEFT JOIN LATERAL (
  SELECT id, source, number, content_hash, {MODIFIED}, id = food.current_version_id AS is_current
  FROM meals_foodversion WHERE food_id = food.id ORDER BY number DESC LIMIT 1
) newest ON true
LEFT JOIN LATERAL (
  SELECT source FROM meals_foodversion
  WHERE id = food.current_version_id AND NOT newest.is_current OFFSET 0
) current ON true
LEFT JOIN LATERAL (
  SELECT newest.id, newest.content_hash, newest.modified WHERE newest.source = %(source)s
  UNION ALL
  SELECT * FROM ({LAST_OF_SOURCE}) older WHERE newest.source <> %(source)s
) last ON true
WHERE {DIFFERENT}
"""  # noqa: S608

# The second condition lets the partial index answer.
KNOWN_BY_SOURCE_ID = f"""
SELECT told.key, food.id::text, current.id::text, current.source, newest.number,
       last.id::text, last.content_hash, last.modified
FROM {TOLD}
LEFT JOIN LATERAL (
  SELECT food.id, food.current_version_id
  FROM meals_foodversion version JOIN meals_food food ON food.id = version.food_id
  WHERE version.source = %(source)s AND version.source <> 'openfoodfacts'
    AND version.source_id = told.key AND food.gtin IS NULL
  ORDER BY version.number DESC LIMIT 1
) food ON true
LEFT JOIN meals_foodversion current ON current.id = food.current_version_id
LEFT JOIN LATERAL (
  SELECT number FROM meals_foodversion WHERE food_id = food.id ORDER BY number DESC LIMIT 1
) newest ON true
LEFT JOIN LATERAL ({LAST_OF_SOURCE}) last ON true
WHERE {DIFFERENT}
"""  # noqa: S608

NEW_FOODS = """
INSERT INTO meals_food (id, name, name_en, brand, category, gtin, is_generic, is_italian,
  is_artisanal, status, current_version_id, other_names, labels, scans,
  created_at, updated_at)
SELECT food_id, name, name_en, brand, category, gtin, is_generic, is_italian,
  false, CASE WHEN flagged THEN 'flagged' ELSE 'published' END, version_id, other_names,
  coalesce(labels, '{}'), scans, now(), now()
FROM import_staging WHERE action = 'c'
ON CONFLICT (gtin) DO NOTHING
"""

COMPOSITION = """per, energy_kcal, protein_g, carbohydrate_g, sugars_g, fat_g, saturated_fat_g,
  fiber_g, salt_g, sodium_mg, alcohol_g, micronutrients, traces, completeness, value_sources,
  label_facts"""

NEW_VERSIONS = f"""
INSERT INTO meals_foodversion (id, food_id, number, source, source_id, licence, confidence,
  content_hash, source_modified_at, fetched_at, created_at, {COMPOSITION})
SELECT version_id, food_id, number, %(source)s, source_id, %(licence)s, %(confidence)s,
  content_hash, to_timestamp(modified), %(fetched_at)s, now(), {COMPOSITION}
FROM import_staging WHERE action IN ('c', 'v', 'k')
"""  # noqa: S608

# What the source leaves out does not wipe what is known.
DESCRIBE = """
name = s.name,
name_en = coalesce(nullif(s.name_en, ''), f.name_en),
brand = coalesce(nullif(s.brand, ''), f.brand),
category = coalesce(nullif(s.category, ''), f.category),
is_italian = f.is_italian OR s.is_italian,
labels = coalesce(s.labels, f.labels),
scans = coalesce(s.scans, f.scans),
updated_at = now()
"""

MOVE_CURRENT = f"""
UPDATE meals_food f SET {DESCRIBE}, current_version_id = s.version_id,
  status = CASE WHEN s.flagged AND f.status = 'published' THEN 'flagged' ELSE f.status END
FROM import_staging s
WHERE s.action = 'v' AND f.id = s.food_id
  AND f.current_version_id IS NOT DISTINCT FROM s.previous_id
"""  # noqa: S608

DESCRIBE_ONLY = f"""
UPDATE meals_food f SET {DESCRIBE}
FROM import_staging s
WHERE s.action = 'd' AND f.id = s.food_id
  AND (f.name, f.name_en, f.brand, f.category, f.is_italian, f.labels, f.scans) IS DISTINCT FROM (
    s.name, coalesce(nullif(s.name_en, ''), f.name_en), coalesce(nullif(s.brand, ''), f.brand),
    coalesce(nullif(s.category, ''), f.category), f.is_italian OR s.is_italian,
    coalesce(s.labels, f.labels), coalesce(s.scans, f.scans))
"""  # noqa: S608


TOLD_AGAIN = """
UPDATE meals_foodversion v
SET content_hash = s.content_hash,
  source_modified_at = coalesce(to_timestamp(s.modified), v.source_modified_at)
FROM import_staging s WHERE s.action IN ('d', 't') AND v.id = s.previous_id
"""

PORTION = """
INSERT INTO meals_portion (id, food_id, name, name_en, mass_g, source)
VALUES (%s, %s, %s, %s, %s, %s)
ON CONFLICT (food_id, name) DO UPDATE SET name_en = excluded.name_en, mass_g = excluded.mass_g
WHERE meals_portion.source = excluded.source
  AND (meals_portion.name_en, meals_portion.mass_g)
    IS DISTINCT FROM (excluded.name_en, excluded.mass_g)
"""
ALIAS = """
INSERT INTO meals_foodalias (id, food_id, name, locale) VALUES (%s, %s, %s, %s)
ON CONFLICT (food_id, name, locale) DO NOTHING
"""
OTHER_NAMES = """
UPDATE meals_food f SET other_names = a.names, updated_at = now()
FROM (SELECT food_id, string_agg(name, E'\\n' ORDER BY id) AS names FROM meals_foodalias
      WHERE food_id = ANY(%(ids)s::uuid[]) GROUP BY food_id) a
WHERE f.id = a.food_id AND f.other_names IS DISTINCT FROM a.names
"""
