# SPDX-License-Identifier: Apache-2.0
"""What artists say of a coloured shot: the page they look at, and the corrections it saves."""
