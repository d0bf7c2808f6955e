# SPDX-License-Identifier: GPL-3.0-or-later
"""From the engine's answer to the scene: fills, materials, image sequences, uncertain regions."""
