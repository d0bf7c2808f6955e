# SPDX-License-Identifier: Apache-2.0
"""Work handed to other machines: workers of a Ray cluster, and what farms read of a task's output."""
