# SPDX-License-Identifier: Apache-2.0
"""Swatches of all regions of a shot at once."""
