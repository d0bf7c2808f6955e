# SPDX-License-Identifier: GPL-3.0-or-later
"""From a scene to a shot: which drawings are looked at, their lines, their keys, and the upload."""
