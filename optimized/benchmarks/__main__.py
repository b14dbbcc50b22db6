"""`python -m benchmarks` asks the hard queries."""

import os
import sys

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "crm_optimized.settings")
    from benchmarks.hard_queries import main

    sys.exit(main())
