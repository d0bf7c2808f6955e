# SPDX-License-Identifier: Apache-2.0
"""Steps of a shot: kept, reported, several at a time."""
