# SPDX-License-Identifier: Apache-2.0
"""Shiage: colour a few keys, get the whole shot back in the production's exact palette."""

__version__ = "0.1.0"
