# SPDX-License-Identifier: GPL-3.0-or-later
"""Where Krita's own settings keep ours."""

from __future__ import annotations

GROUP = "shiage"
"""Group of Krita's own settings in which ours are kept."""
