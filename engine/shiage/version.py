# SPDX-License-Identifier: Apache-2.0
"""The version of Shiage, said once; the wheel's is read from here."""

__version__ = "0.1.0"
