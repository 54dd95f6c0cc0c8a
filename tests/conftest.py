"""What holds for every test: inputs are searched without a clock, in CI always the same."""

import os

from hypothesis import HealthCheck, settings

# A loaded machine is no failure: speed is measured in benchmarks/.
settings.register_profile(
    "rootout",
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
    derandomize=bool(os.environ.get("CI")),
)
settings.load_profile("rootout")
