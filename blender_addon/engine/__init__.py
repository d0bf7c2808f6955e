# SPDX-License-Identifier: GPL-3.0-or-later
"""The engine's process, and the conversation with it."""
