"""How hard hypothesis tries: HYPOTHESIS_PROFILE=nightly searches longer, and elsewhere each time."""

import os

from hypothesis import HealthCheck, settings


def load() -> None:
    calm = [HealthCheck.too_slow, HealthCheck.data_too_large]
    settings.register_profile("default", max_examples=100, deadline=None, derandomize=True, suppress_health_check=calm)
    settings.register_profile("nightly", max_examples=5000, deadline=None, suppress_health_check=calm)
    settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "default"))
