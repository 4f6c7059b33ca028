"""How hard hypothesis tries: at night it searches longer, and elsewhere each time."""

from hypothesis import HealthCheck, settings

from tests.support.night import IS_NIGHT


def load() -> None:
    calm = [HealthCheck.too_slow, HealthCheck.data_too_large]
    settings.register_profile("default", max_examples=100, deadline=None, derandomize=True, suppress_health_check=calm)
    settings.register_profile("nightly", max_examples=5000, deadline=None, suppress_health_check=calm)
    settings.load_profile("nightly" if IS_NIGHT else "default")
