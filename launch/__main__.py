"""`python3 launch`: the portal, whole, with one command."""

import sys
from pathlib import Path

if sys.version_info < (3, 11):  # noqa: UP036  whoever has an older one is told so here
    sys.exit("The portal needs Python 3.11 or newer; this is " + sys.version.split()[0] + ".")

# Run as a folder, Python puts launch/ itself on the path; its parent is the one that makes `launch` importable.
sys.path[0] = str(Path(__file__).resolve().parent.parent)

from launch.commands import main  # noqa: E402  the path comes first

sys.exit(main(sys.argv[1:]))
