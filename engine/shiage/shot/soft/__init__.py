# SPDX-License-Identifier: Apache-2.0
"""Mode soft: the keys' shading carried to every frame."""
