# SPDX-License-Identifier: Apache-2.0
"""Training the matcher: groups of drawings, its loss, its learner."""
