#!/usr/bin/env bash
# Runs once, when Gradescope builds the image: Python, the sandbox, the locked packages, the right answers.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
export DEBIAN_FRONTEND=noninteractive

new_enough() { "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; }

apt-get update
apt-get install -y --no-install-recommends bubblewrap libseccomp2 python3 python3-venv
if ! new_enough python3; then # Ubuntu 22.04 has it beside its own
    apt-get install -y --no-install-recommends python3.11 python3.11-venv
fi
for python in python3 python3.14 python3.13 python3.12 python3.11; do
    if new_enough "$python"; then break; fi
done
new_enough "$python" || { echo "Python 3.11 or newer is needed: choose Ubuntu 22.04 as the base image, or a newer one." >&2; exit 1; }

"$python" -m venv .venv
.venv/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes --requirement requirements.txt
if [ -e torch.txt ]; then
    .venv/bin/python -m pip install --quiet --disable-pip-version-check --requirement torch.txt
fi

# The reference answers every hidden case once, here: no student has to wait for it.
export XDG_CACHE_HOME="$PWD/.cache"
.venv/bin/python -m autograder grade "source/$(<ASSIGNMENT)/$(<ASSIGNMENT).ipynb" --assignment "$(<ASSIGNMENT)"
