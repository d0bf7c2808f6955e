# SPDX-License-Identifier: Apache-2.0
"""How right a coloured shot is, and what plain methods reach."""
