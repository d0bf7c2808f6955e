# SPDX-License-Identifier: Apache-2.0
"""Shots on disk: folders, films, sheets of pictures, previews."""
