# SPDX-License-Identifier: Apache-2.0
"""`python -m shiage` is `shiage`."""

from shiage.cli import main

main()
