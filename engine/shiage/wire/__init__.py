# SPDX-License-Identifier: Apache-2.0
"""Protocol and client. Standard library, pyzmq and msgpack only, so that host add-ons can carry it."""
