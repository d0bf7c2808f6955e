# SPDX-License-Identifier: Apache-2.0
"""What tuning is worth: tables 3, 4, 6 and 7 of Shi et al. on films that are drawn here."""
