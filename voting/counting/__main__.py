"""`python -m voting.counting`: counting `.pb` files without Django or a database."""

import sys

from voting.counting.cli import main

sys.exit(main())
