# SPDX-License-Identifier: Apache-2.0
"""From a film to a folder of shots: cuts, selection, line extraction."""
