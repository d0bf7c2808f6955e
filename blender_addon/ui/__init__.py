# SPDX-License-Identifier: GPL-3.0-or-later
"""What the artist sees: operators, panels, settings, languages."""
