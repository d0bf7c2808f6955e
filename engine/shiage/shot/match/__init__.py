# SPDX-License-Identifier: Apache-2.0
"""Which regions of two drawings carry one swatch."""
