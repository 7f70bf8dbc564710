"""Numbers for what changes in profiles and settings, so that phones can ask what is new."""

from django.db import migrations, models

from apps.shared.sync import stamped

# A sign-in changes the row as well, but nothing a phone keeps. The row is locked by the update
# itself before the trigger runs, so numbers become visible in their order here too.
STAMP_SETTINGS = """
CREATE FUNCTION stamp_settings_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (NEW.locale, NEW.timezone, NEW.day_starts_at)
     IS DISTINCT FROM (OLD.locale, OLD.timezone, OLD.day_starts_at) THEN
    NEW.change := nextval('sync_change');
  ELSE
    NEW.change := OLD.change;
  END IF;
  RETURN NEW;
END
$$;
CREATE TRIGGER accounts_user_change BEFORE UPDATE ON accounts_user
  FOR EACH ROW EXECUTE FUNCTION stamp_settings_change();
"""
UNSTAMP_SETTINGS = """
DROP TRIGGER accounts_user_change ON accounts_user;
DROP FUNCTION stamp_settings_change;
"""


def numbered(model_name):
    field = models.BigIntegerField(db_default=0, default=0, editable=False)
    return migrations.AddField(model_name=model_name, name="change", field=field)


class Migration(migrations.Migration):
    dependencies = [("accounts", "0003_sync_change")]

    operations = [
        numbered("user"),
        numbered("profile"),
        stamped("accounts_profile"),
        migrations.RunSQL(STAMP_SETTINGS, UNSTAMP_SETTINGS),
    ]
