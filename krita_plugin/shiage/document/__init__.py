# SPDX-License-Identifier: GPL-3.0-or-later
"""Reading and writing a Krita document: layers, frames, pixels, and what is remembered in it."""
