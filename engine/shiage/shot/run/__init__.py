# SPDX-License-Identifier: Apache-2.0
"""Steps of a shot: kept, told of, several at a time."""
