# SPDX-License-Identifier: Apache-2.0
"""Training the pixel networks: colour transform, temporal refinement, features, line extractor."""
