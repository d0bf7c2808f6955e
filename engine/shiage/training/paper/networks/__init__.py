# SPDX-License-Identifier: Apache-2.0
"""Networks that only the paper's tables need: ablations, rivals, and the colour transform as printed."""
