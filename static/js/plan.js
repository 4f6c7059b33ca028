// The floor plan's editor: places are dragged (mouse, touch) or moved by the keys. All it does is fill in the table's
// inputs and draw what stands there; the form is saved as it is without this script.
(() => {
  "use strict";
  const editor = document.querySelector("[data-plan]");
  const form = document.querySelector("[data-plan-form]");
  if (!editor || !form) return;
  const SVG = "http://www.w3.org/2000/svg";
  const unit = Number(editor.dataset.unit);
  const svg = editor.querySelector("svg");
  const tray = editor.querySelector("[data-tray]");
  const live = editor.querySelector("[data-live]");
  const lines = new Map([...form.querySelectorAll("[data-line]")].map((row) => [row.dataset.line, lineOf(row)]));
  const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
  let drag = null; // {line, pointer, dx, dy}: where in its space it is held

  editor.dataset.ready = "";
  svg.setAttribute("aria-describedby", "lr-floor-help");
  svg.addEventListener("keydown", onKey);
  svg.addEventListener("pointerdown", onDown);
  svg.addEventListener("pointermove", onMove);
  svg.addEventListener("pointerup", onUp);
  svg.addEventListener("pointercancel", onUp);
  // Shapes do not heed touch-action everywhere: a finger on a place moves the place, elsewhere it scrolls.
  svg.addEventListener(
    "touchstart",
    (event) => {
      if (lineUnder(event)) event.preventDefault();
    },
    { passive: false },
  );
  form.addEventListener("input", () => draw());
  tray.addEventListener("click", onPut);
  draw();

  function lineOf(row) {
    const inputs = Object.fromEntries(
      ["x", "y", "width", "height"].map((part) => [part, row.querySelector(`[name^="${part}-"]`)]),
    );
    return {
      id: row.dataset.line,
      name: row.dataset.name,
      kind: row.dataset.kind,
      inputs,
      put: editor.querySelector(`[data-put="${CSS.escape(row.dataset.line)}"]`),
      group: null,
    };
  }

  // ---- what the table says -------------------------------------------------
  function size(name) {
    return clamp(Number(form.elements[name].value) || 4, 4, 60);
  }
  function isOutline(line) {
    return line.kind === "room" || line.kind === "workshop";
  }

  function boxOf(line) {
    const box = Object.fromEntries(Object.entries(line.inputs).map(([part, input]) => [part, Number(input.value)]));
    const whole = Object.values(box).every((number) => Number.isInteger(number) && number >= 1);
    return whole ? { ...box, x: box.x - 1, y: box.y - 1 } : null;
  }

  // Bring a box inside the plan and into the table.
  function put(line, box) {
    const [columns, rows] = [size("columns"), size("rows")];
    const [width, height] = allowed(line, box, columns, rows);
    const x = clamp(box.x, 0, columns - width);
    const y = clamp(box.y, 0, rows - height);
    const before = boxOf(line);
    const values = { x: x + 1, y: y + 1, width, height };
    for (const [part, value] of Object.entries(values)) line.inputs[part].value = value;
    draw();
    return !before || before.x !== x || before.y !== y || before.width !== width || before.height !== height;
  }

  // A desk takes one field, or two side by side.
  function allowed(line, box, columns, rows) {
    const width = clamp(box.width, 1, line.kind === "desk" ? 2 : columns);
    const height = clamp(box.height, 1, line.kind === "desk" ? 3 - width : rows);
    return [width, height];
  }

  function clashOf(line) {
    const box = boxOf(line);
    if (!box || isOutline(line)) return null;
    return [...lines.values()].find((other) => other !== line && !isOutline(other) && touch(box, boxOf(other)));
  }

  function touch(a, b) {
    return b !== null && a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;
  }

  // ---- drawing -------------------------------------------------------------
  function draw() {
    const [columns, rows] = [size("columns"), size("rows")];
    for (const [name, value] of [
      ["width", columns * unit],
      ["height", rows * unit],
    ]) {
      svg.setAttribute(name, value);
      for (const part of svg.querySelectorAll("[data-paper] > :is(rect, image)")) part.setAttribute(name, value);
    }
    svg.setAttribute("class", `lr-floor-sheet lr-floor-sheet--${[8, 16, 24].find((most) => columns <= most) || 60}`);
    svg.setAttribute("viewBox", `0 0 ${columns * unit} ${rows * unit}`);
    for (const line of lines.values()) drawLine(line);
    tray.hidden = [...lines.values()].every((line) => line.group);
  }

  function drawLine(line) {
    const box = boxOf(line);
    line.put.parentElement.hidden = box !== null;
    if (!box) {
      if (line.group) {
        line.group.remove();
        line.group = null;
      }
      return;
    }
    if (!line.group) line.group = groupOf(line);
    const gap = isOutline(line) ? 0 : 3;
    const [x, y, width, height] = [
      box.x * unit + gap,
      box.y * unit + gap,
      box.width * unit - 2 * gap,
      box.height * unit - 2 * gap,
    ];
    const [rect, text] = line.group.children;
    for (const [name, value] of Object.entries({ x, y, width, height })) rect.setAttribute(name, value);
    text.setAttribute("x", isOutline(line) ? x + 7 : x + width / 2);
    text.setAttribute("y", isOutline(line) ? y + 18 : y + height / 2 + 5);
    text.textContent = isOutline(line) ? fitting(line.name, width) : short(line.name);
    line.group.setAttribute("aria-label", `${where(line, box)}, ${words("size", line, box)}`);
    line.group.toggleAttribute("data-clash", Boolean(clashOf(line)));
  }

  function groupOf(line) {
    const drawn = svg.querySelector(`[data-space="${CSS.escape(line.id)}"]`);
    if (drawn) drawn.remove();
    const group = document.createElementNS(SVG, "g");
    group.setAttribute("class", `lr-floor-item${isOutline(line) ? " lr-floor-item--outline" : ""}`);
    group.setAttribute("role", "button");
    group.setAttribute("tabindex", "0");
    group.dataset.space = line.id;
    const rect = document.createElementNS(SVG, "rect");
    rect.setAttribute("class", "lr-floor-box");
    rect.setAttribute("rx", isOutline(line) ? 2 : 6);
    const text = document.createElementNS(SVG, "text");
    text.setAttribute("class", `lr-floor-word lr-floor-word--${isOutline(line) ? "top" : "mid"}`);
    group.append(rect, text);
    if (isOutline(line))
      svg.querySelector("[data-paper]").after(group); // below what stands inside
    else svg.append(group);
    return group;
  }

  function fitting(name, width) {
    const most = Math.floor((width - 8) / 7);
    return name.length <= most ? name : `${name.slice(0, most - 1)}…`;
  }
  function short(name) {
    const last = name.split(/\s+/).pop();
    return /^\d/.test(last) ? last.slice(0, 3) : name.slice(0, 3);
  }

  // ---- what is said --------------------------------------------------------
  function words(pattern, line, box) {
    const values = { x: box.x + 1, y: box.y + 1, width: box.width, height: box.height };
    return editor.dataset[pattern]
      .replace(/\{(x|y|width|height)\}/g, (_, part) => values[part])
      .replace("{name}", () => line.name);
  }
  function where(line, box) {
    return words("where", line, box);
  }

  function tell(line, pattern) {
    const other = clashOf(line);
    if (other) live.textContent = words("clash", line, boxOf(line)).replace("{other}", () => other.name);
    else live.textContent = words(pattern, line, boxOf(line));
  }

  // ---- keys ----------------------------------------------------------------
  function onKey(event) {
    const line = lineUnder(event);
    if (!line || event.altKey || event.ctrlKey || event.metaKey) return;
    if (event.key === "Delete" || event.key === "Backspace") {
      event.preventDefault();
      takeOff(line);
      return;
    }
    const step = ARROWS[event.key];
    if (!step) return;
    event.preventDefault();
    const box = boxOf(line);
    const [x, y] = step;
    const wanted = event.shiftKey
      ? { ...box, width: box.width + x, height: box.height + y }
      : { ...box, x: box.x + x, y: box.y + y };
    tell(line, put(line, wanted) ? (event.shiftKey ? "size" : "where") : "edge");
    line.group.scrollIntoView({ block: "nearest", inline: "nearest" });
  }

  function takeOff(line) {
    const box = boxOf(line);
    line.inputs.x.value = line.inputs.y.value = "";
    draw();
    live.textContent = words("off", line, box);
    line.put.focus();
  }

  // A place that is not on the plan yet comes to the first free field, and has the focus there.
  function onPut(event) {
    const button = event.target.closest("[data-put]");
    const line = button && lines.get(button.dataset.put);
    if (!line) return;
    const box = firstFree(line);
    if (!box) {
      live.textContent = editor.dataset.full;
      return;
    }
    put(line, box);
    line.group.focus();
    line.group.scrollIntoView({ block: "center", inline: "nearest" });
    tell(line, "where");
  }

  function firstFree(line) {
    const [columns, rows] = [size("columns"), size("rows")];
    const width = clamp(Number(line.inputs.width.value) || 1, 1, columns);
    const height = clamp(Number(line.inputs.height.value) || 1, 1, rows);
    const others = [...lines.values()]
      .filter((other) => other !== line && isOutline(other) === isOutline(line))
      .map(boxOf);
    for (let y = 0; y <= rows - height; y += 1) {
      for (let x = 0; x <= columns - width; x += 1) {
        const box = { x, y, width, height };
        if (!others.some((other) => touch(box, other))) return box;
      }
    }
    return isOutline(line) ? { x: 0, y: 0, width, height } : null;
  }

  // ---- mouse and touch -----------------------------------------------------
  function onDown(event) {
    const line = event.button === 0 && lineUnder(event);
    if (!line) return;
    const [x, y] = fieldAt(event);
    const box = boxOf(line);
    drag = { line, pointer: event.pointerId, dx: x - box.x, dy: y - box.y };
    svg.setPointerCapture(event.pointerId);
    line.group.dataset.held = "";
    line.group.focus({ preventScroll: true });
    event.preventDefault();
  }

  function onMove(event) {
    if (!drag || event.pointerId !== drag.pointer) return;
    const [x, y] = fieldAt(event);
    const box = boxOf(drag.line);
    if (put(drag.line, { ...box, x: Math.round(x - drag.dx), y: Math.round(y - drag.dy) })) tell(drag.line, "where");
  }

  function onUp(event) {
    if (!drag || event.pointerId !== drag.pointer) return;
    delete drag.line.group.dataset.held;
    drag = null;
  }

  // The point under the pointer, in fields.
  function fieldAt(event) {
    const area = svg.getBoundingClientRect();
    return [
      ((event.clientX - area.left) / area.width) * size("columns"),
      ((event.clientY - area.top) / area.height) * size("rows"),
    ];
  }

  function lineUnder(event) {
    const group = event.target.closest?.("[data-space]");
    return group && lines.get(group.dataset.space);
  }
  function clamp(value, low, high) {
    return Math.max(low, Math.min(high, value));
  }
})();
