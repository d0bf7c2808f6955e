# SPDX-License-Identifier: Apache-2.0
"""The root of all errors that a user of the engine meets."""


class ShiageError(Exception):
    """Something given cannot be used; its words say what and what to do.

    The client that add-ons carry stands apart: its errors are `shiage.wire.events.EngineError`.
    """
