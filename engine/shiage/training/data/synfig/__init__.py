# SPDX-License-Identifier: Apache-2.0
"""Clips from Synfig character rigs."""
