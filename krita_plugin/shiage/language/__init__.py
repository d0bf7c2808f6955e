# SPDX-License-Identifier: GPL-3.0-or-later
"""What the artist reads, in English and Japanese."""
