# SPDX-License-Identifier: GPL-3.0-or-later
"""Shiage for Krita: colour a few frames of an animation, get the others in exactly their palette."""

from __future__ import annotations

from krita import DockWidgetFactory, DockWidgetFactoryBase, Krita

from .bootstrap.folder import path_of
from .carried_wheels import NoWheel, make_importable

DATA = path_of(Krita.getAppDataLocation()) / "shiage"
"""Beside the plug-in and not in it: importing a new version deletes the plug-in's folder."""

try:
    make_importable(DATA)
except NoWheel as error:
    problem = str(error)
else:
    problem = ""

if problem:
    from .ui.unavailable_docker import apology_docker

    docker = apology_docker(problem)
else:
    from .job.session import Session
    from .ui.docker import docker_of
    from .ui.extension import ShiageExtension

    session = Session()
    docker = docker_of(session)
    Krita.instance().addExtension(ShiageExtension(Krita.instance(), session))

Krita.instance().addDockWidgetFactory(
    DockWidgetFactory("shiage", DockWidgetFactoryBase.DockPosition.DockRight, docker)
)
