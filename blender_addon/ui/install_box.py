# SPDX-License-Identifier: GPL-3.0-or-later
"""What panels show while there is no engine, an old one, or one on its way."""

from typing import Any

from ..bootstrap.advice import GO_ON, INSTALL, MEND, NOTHING, OLD_ADDON, UPDATE
from ..bootstrap.folder import readable
from ..engine import install, process
from ..language.messages import translated
from .sidebar import show_words

NEEDED = (INSTALL, GO_ON, MEND)
"""Offers without which nothing can be coloured."""

BUTTONS = {
    INSTALL: "Install Engine",
    GO_ON: "Go On Installing",
    MEND: "Repair Engine",
    UPDATE: "Update Engine",
}


def install_box(layout: Any, context: Any) -> bool:
    """Show what is to be done about the engine, if anything is; whether nothing can be coloured before."""
    task = install.task()
    if task is not None and not task.ended:
        step = task.step
        words = translated(step.words).format(*step.names) if step.words else ""
        layout.progress(text=words, factor=step.done / step.total if step.total else 0.0)
        layout.operator("shiage.install_cancel", icon="CANCEL")
        return True
    if task is not None and task.problem is not None:
        show_words(layout, context, install.outcome(task)[1], "ERROR")
    offer, engine, own = install.offer()
    if offer == NOTHING:
        return False
    box = layout.box()
    for words in _reasons(offer, engine, own):
        show_words(box, context, words, "INFO")
    if offer != OLD_ADDON:
        _buttons(box, context, offer)
    return offer in NEEDED


def _reasons(offer: str, engine: str, own: str) -> list[str]:
    if offer == GO_ON:
        return [translated("An installation stopped half-way")]
    if offer == MEND:
        return [translated("The Python that the engine was installed with is gone")]
    if offer == UPDATE:
        return [translated("The engine ({}) is older than this add-on ({})").format(engine, own)]
    if offer == OLD_ADDON:
        words = "This add-on ({1}) is older than the engine ({0}): install its newer zip"
        return [translated(words).format(engine, own)]
    return []


def _buttons(box: Any, context: Any, offer: str) -> None:
    """The button, with what it will do."""
    if offer in (INSTALL, GO_ON):
        plan = install.offered()
        words = translated("{} MB come over the network and fill {} MB on the disk")
        show_words(box, context, words.format(plan.download, plan.installed), "IMPORT")
        show_words(box, context, translated("Folder: {}").format(readable(plan.folder)), "FILE_FOLDER")
        device = translated(install.DEVICES[plan.device])
        show_words(box, context, translated("Device: {}").format(device), "MEMORY")
        chosen = process.preferences()
        if chosen is not None:
            box.prop(chosen, "install_device")
    row = box.row()
    row.scale_y = 1.4
    row.operator("shiage.install_engine", text=BUTTONS[offer], icon="IMPORT")
    if offer in NEEDED:
        row = box.row(align=True)
        row.operator("shiage.install_from_wheels")
        row.operator("shiage.choose_engine")
