# SPDX-License-Identifier: Apache-2.0
"""What a drawing is: line art, regions, palette, distance field. numpy and OpenCV, no torch."""
