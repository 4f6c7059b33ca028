"""`python -m core.assets build`: build static/dist/ when anything it is made of has changed."""

import sys

from core.assets.build import build

if sys.argv[1:] != ["build"]:
    sys.exit("usage: python -m core.assets build")
for line in build():
    sys.stdout.write(f"{line}\n")
