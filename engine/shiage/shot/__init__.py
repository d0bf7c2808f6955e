# SPDX-License-Identifier: Apache-2.0
"""Colouring a shot: matching regions, solving labels over all frames, scoring the result."""
