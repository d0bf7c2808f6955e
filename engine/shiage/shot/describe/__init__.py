# SPDX-License-Identifier: Apache-2.0
"""What a drawing shows: its regions, and what each looks like."""
