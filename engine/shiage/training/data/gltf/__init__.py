# SPDX-License-Identifier: Apache-2.0
"""Clips from rigged 3D models in GLB files."""
