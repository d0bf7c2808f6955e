# SPDX-License-Identifier: Apache-2.0
"""A production's own matcher: tuned on its finished cuts, adopted only where it wins on what was held out."""
