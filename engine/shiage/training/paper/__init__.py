# SPDX-License-Identifier: Apache-2.0
"""The tables of Shi et al. on our shots: networks retrained at equal budgets, painted and scored."""
