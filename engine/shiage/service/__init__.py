# SPDX-License-Identifier: Apache-2.0
"""The engine process: sockets, jobs, their store and the worker."""
