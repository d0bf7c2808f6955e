# SPDX-License-Identifier: Apache-2.0
"""Where training's drawings come from: film, a generator of our own, and readers of rigs and animations."""
