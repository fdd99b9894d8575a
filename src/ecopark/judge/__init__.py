"""Allowed? Limits of permits and regulations at monitoring points: averages, exceedances, what cannot be judged."""
