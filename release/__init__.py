# SPDX-License-Identifier: Apache-2.0
"""What is given to users, built: `python -m release [all|wheel|blender|krita] [-o FOLDER]`."""
