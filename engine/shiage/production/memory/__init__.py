# SPDX-License-Identifier: Apache-2.0
"""What a production knows of its finished drawings, and which of them a shot is shown."""
