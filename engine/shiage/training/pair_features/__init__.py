# SPDX-License-Identifier: Apache-2.0
"""Training the scores of region pairs from hand-made features, and calibrating confidence."""
