# SPDX-License-Identifier: Apache-2.0
"""Protocol and client: how a host talks to the engine; standard library, pyzmq and msgpack only.

Hosts carry this package under their own name, so its modules import each other relatively.
"""

PROTOCOL = "1.6"
"""Version spoken here; another major version is refused at hello."""
