# SPDX-License-Identifier: GPL-3.0-or-later
"""The coloring of a shot from the first look to the last fill, and several in a queue."""
