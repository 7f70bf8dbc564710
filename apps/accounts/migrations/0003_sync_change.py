"""What numbers the changes of a user's rows for delta sync; tables opt in with a trigger."""

from django.db import migrations

# The lock is the diary's own: numbers drawn under it become visible in their order, also those of
# a writer that forgot to take it. CACHE 1, or sessions would draw blocks and mix the order up.
STAMP_CHANGE = """
CREATE FUNCTION stamp_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM FROM accounts_user WHERE id = NEW.user_id FOR NO KEY UPDATE;
  NEW.change := nextval('sync_change');
  RETURN NEW;
END
$$
"""


class Migration(migrations.Migration):
    dependencies = [("accounts", "0002_ai_usage")]

    operations = [
        migrations.RunSQL("CREATE SEQUENCE sync_change CACHE 1", "DROP SEQUENCE sync_change"),
        migrations.RunSQL(STAMP_CHANGE, "DROP FUNCTION stamp_change"),
    ]
