# SPDX-License-Identifier: Apache-2.0
"""Brings the engine onto a machine from inside a host: the standard library alone; in both add-ons.

`plan` says what will be done, `install` does it on a thread (`task`), `installed` says what is there,
`command` how it is started. Everything lies in one folder (`folder`): removing it removes all there ever was.
"""
