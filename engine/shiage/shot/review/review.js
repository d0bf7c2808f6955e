// SPDX-License-Identifier: Apache-2.0
"use strict";
const shot = JSON.parse(document.getElementById("data").textContent);
const $ = (id) => document.getElementById(id);
const LETTERS = "123456789abcdefgh";
const store = `shiage-review ${shot.title} ${shot.frames.map((f) => f.drawing.slice(0, 4)).join("")}`;

// a deed: what was said of a group of regions at once, so that it is undone at once
let deeds = [];
let queue = [];
let at = 0;
let regionColours = false;
const [drawnX, drawnY, drawnWidth, drawnHeight] = shot.window;
const middle = [drawnX + drawnWidth / 2, drawnY + drawnHeight / 2];
const view = { zoom: 1, x: middle[0], y: middle[1] };
const fit = (width, height) => view.zoom * Math.min(width / drawnWidth, height / drawnHeight);

const keyOf = (f, r) => `${f} ${r}`;
const region = (item) => shot.frames[item.f].regions[item.r];

function said() {
  const held = new Map();
  for (const deed of deeds) for (const one of deed.regions) held.set(keyOf(one.f, one.r), { ...deed, ...one });
  return held;
}
function swatchOf(f, r, held = said()) {
  const one = held.get(keyOf(f, r));
  return one ? one.swatch : shot.frames[f].regions[r].swatch;
}

function fillQueue() {
  const most = $("least").value / 100, here = queue[at];
  queue = [];
  shot.frames.forEach((frame, f) => {
    if (!frame.key) frame.regions.forEach((one, r) => { if (one.sure < most) queue.push({ f, r }); });
  });
  queue.sort((a, b) => region(a).sure - region(b).sure || a.f - b.f || a.r - b.r);
  const same = here ? queue.findIndex((q) => q.f === here.f && q.r === here.r) : -1;
  at = same >= 0 ? same : 0;
  $("least-value").textContent = most > 1 ? "all" : `${Math.round(most * 100)} %`;
}

async function pixels(uri) {
  const image = new Image();
  image.src = uri;
  await image.decode();
  const canvas = document.createElement("canvas");
  canvas.width = image.width;
  canvas.height = image.height;
  const context = canvas.getContext("2d", { willReadFrequently: true });
  context.drawImage(image, 0, 0);
  return context.getImageData(0, 0, image.width, image.height);
}

function colourOfTrack(track) {
  const hue = (track * 137.508) % 360, light = 45 + 30 * ((track * 0.618) % 1);
  const c = (1 - Math.abs((2 * light) / 100 - 1)) * 0.75, m = light / 100 - c / 2;
  const f = (n) => {
    const k = (n + hue / 60) % 6;
    return Math.round(255 * (m + c * Math.max(0, Math.min(1, Math.min(k, 4 - k)))));
  };
  return [f(3), f(1), f(5), 255];
}

// the frame as a canvas: its paint (or each region in a colour of its own), its ink, one region marked
function painted(f, own, marked, held) {
  const frame = shot.frames[f], { data, width, height } = frame.pixels;
  const out = new ImageData(width, height), ink = frame.inkPixels.data;
  const most = Math.max(...frame.regions.map((one) => one.area));
  const colours = frame.regions.map((one, r) =>
    own ? (one.area === most ? [255, 255, 255, 255] : colourOfTrack(one.track)) : shot.palette[swatchOf(f, r, held)].colour);
  for (let i = 0; i < data.length; i += 4) {
    const label = data[i] + (data[i + 1] << 8);
    const colour = label ? colours[label - 1] || [255, 255, 255, 0] : [255, 255, 255, 0];
    const alpha = colour[3] / 255, x = (i / 4) % width, y = Math.floor(i / 4 / width);
    const board = (x >> 3) + (y >> 3) & 1 ? 244 : 255, line = ink[i] / 255;
    for (let c = 0; c < 3; c++) out.data[i + c] = (colour[c] * alpha + board * (1 - alpha)) * line;
    out.data[i + 3] = 255;
    if (marked !== null && label === marked + 1) {
      const edge = [-4, 4, -4 * width, 4 * width].some((d) => {
        const j = i + d;
        return j < 0 || j >= data.length || data[j] + (data[j + 1] << 8) !== label;
      });
      if (edge || ((x + y) % 9 === 0)) out.data.set([255, 0, 160], i);
    }
  }
  const canvas = document.createElement("canvas");
  canvas.width = width;
  canvas.height = height;
  canvas.getContext("2d").putImageData(out, 0, 0);
  return canvas;
}

function draw(id, f, marked, held) {
  const canvas = $(id), name = $(`${id}-name`);
  const box = canvas.getBoundingClientRect();
  canvas.width = Math.max(1, Math.round(box.width * devicePixelRatio));
  canvas.height = Math.max(1, Math.round(box.height * devicePixelRatio));
  const context = canvas.getContext("2d");
  context.fillStyle = "#3a3b40";
  context.fillRect(0, 0, canvas.width, canvas.height);
  if (f < 0 || f >= shot.frames.length) { name.textContent = ""; return; }
  const scale = fit(canvas.width, canvas.height);
  context.imageSmoothingEnabled = scale < 1.5;
  context.setTransform(scale, 0, 0, scale, canvas.width / 2 - view.x * scale, canvas.height / 2 - view.y * scale);
  context.drawImage(painted(f, regionColours, marked, held), 0, 0);
  if (marked !== null) {
    const [x, y, w, h] = shot.frames[f].regions[marked].box.map((v) => v * shot.scale);
    context.strokeStyle = "#ff00a0";
    context.lineWidth = 2 / scale;
    context.strokeRect(x - 6, y - 6, w + 12, h + 12);
  }
  const frame = shot.frames[f];
  name.textContent = `frame ${frame.called}${frame.key ? ", key" : ""}`;
}

function sameTrack(f, track) {
  if (f < 0 || f >= shot.frames.length) return null;
  const r = shot.frames[f].regions.findIndex((one) => one.track === track);
  return r < 0 ? null : r;
}

function show() {
  const held = said(), item = queue[at];
  const looked = queue.filter((q) => held.has(keyOf(q.f, q.r))).length;
  const changed = [...held.values()].filter((one) => !one.accepted).length;
  $("counters").textContent = `${looked} of ${queue.length} looked at, ${changed} recoloured, ` +
    `${held.size - changed} accepted`;
  if (!item) {
    $("place").textContent = "nothing is less sure than that";
    $("about").textContent = "";
    ["before", "now", "after"].forEach((id, i) => draw(id, i, null, held));
    return;
  }
  const one = region(item), deed = held.get(keyOf(item.f, item.r)), swatch = swatchOf(item.f, item.r, held);
  $("place").textContent = `${at + 1} / ${queue.length}, frame ${shot.frames[item.f].called}, ` +
    `${Math.round(one.sure * 100)} % sure`;
  $("about").innerHTML = "";
  const rows = [shot.palette[swatch].name, `${one.area} pixels`, deed ? (deed.accepted ? "accepted" : "recoloured") : ""];
  for (const text of rows) {
    const line = document.createElement("div");
    line.textContent = text;
    if (text === rows[2]) line.className = "done";
    $("about").append(line);
  }
  document.querySelectorAll("#palette button").forEach((b, i) => b.classList.toggle("current", i === swatch));
  if (document.activeElement !== $("note")) $("note").value = deed ? deed.note : "";
  draw("before", item.f - 1, sameTrack(item.f - 1, one.track), held);
  draw("now", item.f, item.r, held);
  draw("after", item.f + 1, sameTrack(item.f + 1, one.track), held);
}

function scopeOf() { return document.querySelector("input[name=scope]:checked").value; }

function reached(item, scope) {
  const one = region(item), was = one.swatch, found = [];
  shot.frames.forEach((frame, f) => {
    if (frame.key) return;
    frame.regions.forEach((other, r) => {
      const mine = f === item.f && r === item.r;
      if (mine || (scope === "track" && other.track === one.track) || (scope === "shot" && other.swatch === was))
        found.push({ f, r });
    });
  });
  return found;
}

function keep() {
  try { localStorage.setItem(store, JSON.stringify(deeds)); } catch { /* a file opened from a mail may have none */ }
}

function say(swatch, accepted) {
  const item = queue[at];
  if (!item) return;
  const scope = accepted ? "region" : scopeOf();
  deeds.push({ regions: reached(item, scope), swatch, accepted, scope, note: $("note").value,
               time: new Date().toISOString(), at: { ...item } });
  keep();
}
function accept() {
  if (!queue[at]) return;
  say(swatchOf(queue[at].f, queue[at].r), true);
  go(1);
}
function recolour(swatch) { if (shot.palette[swatch]) { say(swatch, false); show(); } }
function undo() {
  const deed = deeds.pop();
  if (!deed) return;
  const there = queue.findIndex((q) => q.f === deed.at.f && q.r === deed.at.r);
  if (there >= 0) at = there;
  keep();
  show();
}
function go(step) { at = Math.max(0, Math.min(queue.length - 1, at + step)); show(); }
function zoomTo(zoom) {
  view.zoom = Math.max(1, Math.min(32, zoom));
  const item = queue[at];
  if (view.zoom === 1) [view.x, view.y] = middle;
  else if (item) [view.x, view.y] = region(item).at.map((v) => v * shot.scale);
  show();
}
function nextScope() {
  const all = [...document.querySelectorAll("input[name=scope]")];
  all[(all.findIndex((one) => one.checked) + 1) % all.length].checked = true;
}

function corrections() {
  return [...said().values()].map((one) => {
    const frame = shot.frames[one.f], r = frame.regions[one.r];
    return { frame: frame.number, x: r.at[0], y: r.at[1], colour: shot.palette[one.swatch].colour,
             accepted: one.accepted, scope: one.scope, note: one.note, time: one.time,
             mark: { drawing: frame.drawing, middle: frame.middle, box: r.box, shape: r.shape } };
  });
}
function save() {
  const text = JSON.stringify({ kind: shot.kind, shot: shot.title, corrections: corrections() }, null, 1);
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([text + "\n"], { type: "application/json" }));
  link.download = `${shot.title}.corrections.json`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10000);
}

function overview(open) {
  const pane = $("overview");
  pane.classList.toggle("open", open);
  pane.innerHTML = "";
  if (!open) return;
  shot.frames.forEach((frame, f) => {
    const button = document.createElement("button"), caption = document.createElement("div");
    caption.textContent = `frame ${frame.called}${frame.key ? ", key" : ""}`;
    button.append(painted(f, true, null, said()), caption);
    button.onclick = () => {
      const there = queue.findIndex((q) => q.f === f);
      if (there >= 0) at = there;
      overview(false);
      show();
    };
    pane.append(button);
  });
  pane.querySelector("button").focus();
}

function onKey(event) {
  const typing = event.target === $("note");
  if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "s") { event.preventDefault(); save(); return; }
  if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "z" && !typing) { event.preventDefault(); undo(); return; }
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (typing) { if (event.key === "Escape") event.target.blur(); return; }
  const open = $("overview").classList.contains("open");
  if (open) { if (event.key === "Escape" || event.key.toLowerCase() === "o") { overview(false); show(); } return; }
  const onControl = event.target.matches("button, input[type=range], input[type=radio]");
  const keys = {
    Enter: accept, ArrowRight: () => go(1), ArrowLeft: () => go(-1), s: nextScope, u: undo, o: () => overview(true),
    n: () => $("note").focus(), "+": () => zoomTo(view.zoom * 1.5), "=": () => zoomTo(view.zoom * 1.5),
    "-": () => zoomTo(view.zoom / 1.5), 0: () => zoomTo(1), x: () => { regionColours = !regionColours; show(); },
  };
  if (onControl && (event.key === "Enter" || event.key.startsWith("Arrow"))) return;
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  const act = keys[key] || (LETTERS.includes(key) ? () => recolour(LETTERS.indexOf(key)) : null);
  if (act) { event.preventDefault(); act(); }
}

function listen() {
  document.addEventListener("keydown", onKey);
  $("least").oninput = () => { fillQueue(); show(); };
  $("show-overview").onclick = () => overview(true);
  $("save").onclick = save;
  $("note").onchange = () => {
    const item = queue[at], deed = item && [...deeds].reverse().find((d) => d.regions.some((q) => q.f === item.f && q.r === item.r));
    if (deed) { deed.note = $("note").value; keep(); }
    else if (item && $("note").value) { say(swatchOf(item.f, item.r), true); show(); }
  };
  window.addEventListener("resize", show);
  for (const id of ["before", "now", "after"]) {
    const canvas = $(id);
    let from = null;
    canvas.onwheel = (event) => { event.preventDefault(); view.zoom = Math.max(1, Math.min(32, view.zoom * (event.deltaY < 0 ? 1.2 : 1 / 1.2))); show(); };
    canvas.onpointerdown = (event) => { from = [event.clientX, event.clientY]; canvas.setPointerCapture(event.pointerId); };
    canvas.onpointerup = () => { from = null; };
    canvas.onpointermove = (event) => {
      if (!from) return;
      const box = canvas.getBoundingClientRect(), scale = fit(box.width, box.height);
      view.x -= (event.clientX - from[0]) / scale;
      view.y -= (event.clientY - from[1]) / scale;
      from = [event.clientX, event.clientY];
      show();
    };
  }
  shot.palette.forEach((swatch, i) => {
    const button = document.createElement("button"), chip = document.createElement("i");
    const [r, g, b, a] = swatch.colour, key = document.createElement("kbd");
    chip.style.background = a ? `rgba(${r},${g},${b},${a / 255})` : "repeating-conic-gradient(#fff 0 25%, #ccc 0 50%) 0 0/8px 8px";
    key.textContent = LETTERS[i] || "";
    button.append(chip, swatch.name, key);
    button.onclick = () => { recolour(i); button.blur(); };
    $("palette").append(button);
  });
}

(async () => {
  for (const frame of shot.frames) {
    frame.pixels = await pixels(frame.labels);
    frame.inkPixels = await pixels(frame.ink);
  }
  try { deeds = JSON.parse(localStorage.getItem(store)) || []; } catch { deeds = []; }
  listen();
  fillQueue();
  show();
  document.body.dataset.ready = "1";
})();
