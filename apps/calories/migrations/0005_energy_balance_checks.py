"""Checks of the new columns, without keeping writers out while old rows are read."""

from django.contrib.postgres.operations import AddConstraintNotValid, ValidateConstraint
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("calories", "0004_energy_balance")]

    operations = [
        AddConstraintNotValid(
            model_name='dailybalance',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('balance_margin_kcal__gte', 0), ('expenditure_margin_kcal__gte', 0)), ('balance_margin_kcal__isnull', True), _connector='OR'), name='dailybalance_margins_not_negative', violation_error_message='A margin cannot be negative.'),
        ),
        AddConstraintNotValid(
            model_name='goal',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('planned_kcal__isnull', True), ('target_body_mass_kg__isnull', True), ('target_date__isnull', True)), models.Q(('planned_kcal__isnull', False), ('target_body_mass_kg__isnull', False), ('target_date__gt', models.F('valid_from'))), _connector='OR'), name='goal_plan_whole', violation_error_message='A planned goal has a body mass, a later day and a plan.'),
        ),
        AddConstraintNotValid(
            model_name='goal',
            constraint=models.CheckConstraint(condition=models.Q(('target_body_mass_kg__isnull', True), models.Q(('target_body_mass_kg__gte', 20), ('target_body_mass_kg__lte', 400)), _connector='OR'), name='goal_body_mass_plausible', violation_error_message='Body mass must be between 20 and 400 kg.'),
        ),
        ValidateConstraint('dailybalance', 'dailybalance_margins_not_negative'),
        ValidateConstraint('goal', 'goal_plan_whole'),
        ValidateConstraint('goal', 'goal_body_mass_plausible'),
    ]
