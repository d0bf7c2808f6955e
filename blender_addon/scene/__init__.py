# SPDX-License-Identifier: GPL-3.0-or-later
"""Reading Blender: objects, layers, drawings, materials and the camera as arrays."""
