# SPDX-License-Identifier: GPL-3.0-or-later
"""A coloring from the first look at the document to the result in it, and the talk with the engine."""
