# SPDX-License-Identifier: Apache-2.0
"""The character of the demo, a young courier: from a frame's number to her drawing."""

from __future__ import annotations

from shiage.demo.clothes import bag_depth, draw_bag, draw_jacket, draw_scarf, draw_strap, draw_tails
from shiage.demo.drawing import Drawing
from shiage.demo.face import draw_face
from shiage.demo.hair import draw_back_hair
from shiage.demo.head import head_of
from shiage.demo.limbs import draw_arm, draw_leg
from shiage.demo.motion import Pose, pose
from shiage.demo.stage import Stage, arm_points, leg_points, stage_of


def draw_character(frame: float) -> Drawing:
    """Her drawing in a frame of the shot, counted from 1, as curves in pixels of a 1280 x 720 picture."""
    now = pose(frame)
    stage = stage_of(now)
    head = head_of(stage, now)
    drawing = Drawing()
    behind = bag_depth(stage, now) < 0
    arms = {side: _before_body(stage, now, side) for side in (0, 1)}
    draw_tails(drawing, stage, now)
    draw_back_hair(drawing, head, now)
    for side in (0, 1):
        if not arms[side]:
            draw_arm(drawing, stage, now, side, None)
    if behind:
        draw_bag(drawing, stage, now)
    for side in sorted((0, 1), key=lambda s: float(stage.put(leg_points(now, s)[:1])[0, 2])):
        draw_leg(drawing, stage, now, side)
    body = draw_jacket(drawing, stage)
    draw_strap(drawing, stage, body)
    if not behind:
        draw_bag(drawing, stage, now)
    draw_scarf(drawing, stage)
    draw_face(drawing, head, now)
    for side in (1, 0):
        if arms[side]:
            draw_arm(drawing, stage, now, side, body)
    return drawing


def _before_body(stage: Stage, now: Pose, side: int) -> bool:
    """Whether an arm is nearer to us than the jacket."""
    return float(stage.put(arm_points(now, side))[:, 2].max()) > 4
