# SPDX-License-Identifier: GPL-3.0-or-later
"""What is kept in the .blend beside the drawings: the artist's corrections and what Shiage wrote."""
