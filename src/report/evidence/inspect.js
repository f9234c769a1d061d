// What an evidence page can do beyond being read: values under the pointer, series that can be hidden, a slider over
// frames, maps to look into. The page is complete without it.

/**
 * @template {keyof HTMLElementTagNameMap} Name
 * @param {Name} name
 * @param {Partial<HTMLElementTagNameMap[Name]>} [properties]
 * @param {...(Node | string)} children
 */
function element(name, properties = {}, ...children) {
  const made = document.createElement(name);
  Object.assign(made, properties);
  made.append(...children);
  return made;
}

/** @param {Element} root @param {string} selector */
const all = (root, selector) => /** @type {HTMLElement[]} */ ([...root.querySelectorAll(selector)]);

/** @param {number} value */
const shown = (value) =>
  value !== 0 && (Math.abs(value) < 1e-4 || Math.abs(value) >= 1e7) ? value.toExponential(4) : String(value);

/** The drawing of the two that is on the screen. @param {Element} drawing */
const visible = (drawing) =>
  /** @type {SVGSVGElement | undefined} */ (
    [...drawing.querySelectorAll('svg[role]')].find((svg) => svg.getClientRects().length > 0)
  );

for (const drawing of all(document.body, '.drawing.curve')) {
  const data = JSON.parse(drawing.querySelector('script')?.textContent ?? 'null');
  if (data?.x.values.length > 1) {
    const hidden = new Set();
    showValues(drawing, data, hidden);
    offerToggles(drawing, data, hidden);
  }
}
for (const frames of all(document.body, '.frames')) offerScrubber(frames);
for (const drawing of all(document.body, '.drawing.map, .drawing.sheet')) offerZoom(drawing);
addEventListener('beforeprint', () => {
  for (const details of document.querySelectorAll('details')) details.open = true;
});

/**
 * A line across a curve and the values there, under the pointer or moved by the arrow keys.
 * @param {HTMLElement} drawing
 * @param {import('./inspectable.js').Inspectable} data
 * @param {ReadonlySet<string>} hidden names of series
 */
function showValues(drawing, data, hidden) {
  const cross = element('div', { className: 'cross', hidden: true });
  const values = element('div', { className: 'values', hidden: true });
  values.setAttribute('role', 'status');
  drawing.append(cross, values);
  drawing.tabIndex = 0;
  drawing.setAttribute('role', 'group');
  drawing.setAttribute('aria-label', `${data.series.map(({ name }) => name).join(', ')}: arrow keys read the values`);
  let place = -1;

  const show = (/** @type {number} */ index) => {
    const svg = visible(drawing);
    if (!svg) return;
    place = Math.min(data.x.values.length - 1, Math.max(0, index));
    const { at, top, bottom, scale } = axisOf(svg);
    const x = at(data.x.values[place]);
    cross.style.cssText = `left:${x}px;top:${top * scale}px;height:${(bottom - top) * scale}px`;
    const rows = data.series.flatMap(({ name, values: column }) => {
      const value = column[place];
      return value === null || hidden.has(name) ? [] : [element('div', {}, `${name} `, element('b', {}, shown(value)))];
    });
    values.replaceChildren(
      element('div', {}, `${data.x.label} `, element('b', {}, shown(data.x.values[place]))),
      ...rows,
    );
    cross.hidden = values.hidden = false;
    const left = x + 14 + values.offsetWidth > drawing.clientWidth ? x - 14 - values.offsetWidth : x + 14;
    values.style.cssText = `left:${Math.max(0, left)}px;top:${top * scale + 4}px`;
  };
  const hide = () => {
    cross.hidden = values.hidden = true;
  };
  drawing.addEventListener('pointermove', (event) => {
    const svg = visible(drawing);
    if (!svg || !(event.target instanceof Node) || !svg.contains(event.target)) return;
    const { value } = axisOf(svg);
    show(nearest(data.x.values, value(event.clientX - svg.getBoundingClientRect().left)));
  });
  drawing.addEventListener('pointerleave', hide);
  drawing.addEventListener('blur', hide);
  drawing.addEventListener('keydown', (event) => {
    const last = data.x.values.length - 1;
    const step = event.shiftKey ? Math.ceil(last / 20) : 1;
    const to = { ArrowRight: place + step, ArrowLeft: place - step, Home: 0, End: last }[event.key];
    if (event.key === 'Escape') hide();
    if (to === undefined) return;
    event.preventDefault();
    show(to);
  });
}

/** The x axis of a drawn curve: between values and pixels of the screen. @param {SVGSVGElement} svg */
function axisOf(svg) {
  const [kind, ...numbers] = (svg.dataset.xAxis ?? '').split(' ');
  const [low, high, start, end] = numbers.map(Number);
  const [top, bottom] = (svg.dataset.plots ?? '').split(' ').map(Number);
  const scale = svg.getBoundingClientRect().width / svg.viewBox.baseVal.width;
  const map = kind === 'log' ? Math.log : (/** @type {number} */ value) => value;
  const unmap = kind === 'log' ? Math.exp : (/** @type {number} */ value) => value;
  return {
    top,
    bottom,
    scale,
    at: (/** @type {number} */ value) =>
      (start + ((map(value) - map(low)) / (map(high) - map(low))) * (end - start)) * scale,
    value: (/** @type {number} */ pixel) =>
      unmap(map(low) + ((pixel / scale - start) / (end - start)) * (map(high) - map(low))),
  };
}

/** The index of the value nearest to `wanted`. @param {readonly number[]} sorted @param {number} wanted */
function nearest(sorted, wanted) {
  let [low, high] = [0, sorted.length - 1];
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (sorted[middle] <= wanted) low = middle;
    else high = middle;
  }
  return wanted - sorted[low] < sorted[high] - wanted ? low : high;
}

/**
 * Boxes that hide and show the series of a curve with more than one in a panel.
 * @param {HTMLElement} drawing
 * @param {import('./inspectable.js').Inspectable} data
 * @param {Set<string>} hidden names of series
 */
function offerToggles(drawing, data, hidden) {
  const names = [...new Set(data.series.map(({ name }) => name))];
  const panels = new Set(data.series.map(({ panel }) => panel));
  if (data.series.length <= panels.size) return;
  const boxes = names.map((name) => {
    const box = element('input', { type: 'checkbox', checked: true });
    box.addEventListener('change', () => {
      if (box.checked) hidden.delete(name);
      else hidden.add(name);
      for (const mark of drawing.querySelectorAll('[data-series]')) {
        if (/** @type {SVGElement} */ (mark).dataset.series !== name) continue;
        mark.setAttribute('visibility', box.checked ? 'visible' : 'hidden');
      }
    });
    return element('label', {}, box, ` ${name}`);
  });
  drawing.before(element('fieldset', { className: 'toggles' }, element('legend', {}, 'Shown'), ...boxes));
}

/** A slider that shows one of a series of figures. @param {HTMLElement} frames */
function offerScrubber(frames) {
  const each = all(frames, '.frame');
  if (each.length < 2) return;
  const name = element('output');
  const slider = element('input', { type: 'range', min: '0', max: String(each.length - 1), value: '0' });
  slider.setAttribute('aria-label', 'Frame');
  const show = () => {
    for (const [i, frame] of each.entries()) frame.hidden = i !== Number(slider.value);
    name.value = each[Number(slider.value)].dataset.label ?? '';
    slider.setAttribute('aria-valuetext', name.value);
  };
  slider.addEventListener('input', show);
  frames.classList.add('scrubbed');
  frames.before(element('div', { className: 'scrubber' }, slider, name));
  for (const frame of each) frame.querySelector('p')?.remove();
  show();
}

/** A button that opens a map in a window of its own, to be enlarged. @param {HTMLElement} drawing */
function offerZoom(drawing) {
  const button = element('button', { className: 'zoom', type: 'button' }, 'Look closer');
  button.addEventListener('click', () => {
    const svg = drawing.querySelector('.wide svg')?.cloneNode(true);
    if (!(svg instanceof SVGSVGElement)) return;
    const { width, height } = svg.viewBox.baseVal;
    let zoom = Math.min((innerWidth * 0.93) / width, (innerHeight * 0.82) / height);
    const resize = (/** @type {number} */ times) => {
      zoom *= times;
      svg.style.width = `${width * zoom}px`;
      svg.style.height = `${height * zoom}px`;
    };
    const act = (/** @type {string} */ text, /** @type {() => void} */ action) => {
      const made = element('button', { className: 'zoom', type: 'button' }, text);
      made.addEventListener('click', action);
      return made;
    };
    const dialog = element(
      'dialog',
      {},
      act('Larger', () => resize(1.5)),
      act('Smaller', () => resize(1 / 1.5)),
      act('Close', () => dialog.close()),
      element('div', { className: 'stage', tabIndex: 0 }, svg),
    );
    dialog.setAttribute('aria-label', svg.querySelector('title')?.textContent ?? 'Map');
    dialog.addEventListener('close', () => dialog.remove());
    document.body.append(dialog);
    resize(1);
    dialog.showModal();
  });
  drawing.after(button);
}
