# SPDX-License-Identifier: Apache-2.0
"""The training loop: steps, schedule, budget, checkpoints, moving average of weights, log."""
