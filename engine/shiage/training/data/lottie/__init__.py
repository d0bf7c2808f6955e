# SPDX-License-Identifier: Apache-2.0
"""Clips from Lottie animations."""
