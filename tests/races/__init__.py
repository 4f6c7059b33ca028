"""Many at the same moment: what must hold whoever comes first, over real HTTP, on both databases.

`RACES=nightly` runs more rounds.
"""

import os

ROUNDS = 4 if os.environ.get("RACES") == "nightly" else 1
"""By how much more than usual is tried."""
