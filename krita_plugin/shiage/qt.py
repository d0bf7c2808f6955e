# SPDX-License-Identifier: GPL-3.0-or-later
"""Qt as this Krita has it: PyQt5 up to Krita 5.3, PyQt6 from Krita 6 on.

Krita says which, and is asked before anything is imported: the other PyQt may be installed as well, and two
Qts in one process crash. Both know enumerations by their full names, so those are used everywhere.
"""
# ruff: noqa: F401

from __future__ import annotations

from krita import Krita

QT6 = int(Krita.instance().version().split(".")[0]) >= 6

if QT6:
    from PyQt6.QtCore import (
        QAbstractItemModel,
        QByteArray,
        QLocale,
        QMimeData,
        QObject,
        QRect,
        QSignalBlocker,
        QSize,
        Qt,
        QTimer,
        pyqtSignal,
    )
    from PyQt6.QtGui import QBitmap, QColor, QIcon, QImage, QPainter, QPen, QPixmap, QRegion
    from PyQt6.QtWidgets import (
        QAbstractScrollArea,
        QApplication,
        QCheckBox,
        QColorDialog,
        QComboBox,
        QDialog,
        QDockWidget,
        QFileDialog,
        QFormLayout,
        QHBoxLayout,
        QLabel,
        QListWidget,
        QListWidgetItem,
        QMenu,
        QMessageBox,
        QProgressBar,
        QPushButton,
        QScrollArea,
        QSizePolicy,
        QSpinBox,
        QTableView,
        QToolButton,
        QVBoxLayout,
        QWidget,
    )
else:
    from PyQt5.QtCore import (
        QAbstractItemModel,
        QByteArray,
        QLocale,
        QMimeData,
        QObject,
        QRect,
        QSignalBlocker,
        QSize,
        Qt,
        QTimer,
        pyqtSignal,
    )
    from PyQt5.QtGui import QBitmap, QColor, QIcon, QImage, QPainter, QPen, QPixmap, QRegion
    from PyQt5.QtWidgets import (
        QAbstractScrollArea,
        QApplication,
        QCheckBox,
        QColorDialog,
        QComboBox,
        QDialog,
        QDockWidget,
        QFileDialog,
        QFormLayout,
        QHBoxLayout,
        QLabel,
        QListWidget,
        QListWidgetItem,
        QMenu,
        QMessageBox,
        QProgressBar,
        QPushButton,
        QScrollArea,
        QSizePolicy,
        QSpinBox,
        QTableView,
        QToolButton,
        QVBoxLayout,
        QWidget,
    )
