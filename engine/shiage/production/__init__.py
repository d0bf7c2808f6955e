# SPDX-License-Identifier: Apache-2.0
"""A production: palettes, model sheets, finished cuts, and what they teach its shots."""
