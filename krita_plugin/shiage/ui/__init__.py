# SPDX-License-Identifier: GPL-3.0-or-later
"""What the artist sees: the docker with its lists, and the menu's actions."""
