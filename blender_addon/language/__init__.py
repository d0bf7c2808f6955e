# SPDX-License-Identifier: GPL-3.0-or-later
"""What the artist reads: errors in words, and Japanese for the English of the code."""
