import { DESIGN, POINTS } from './design.js';

/** The layout of the head's skin, "canonical": u to the right and v down in mm, the designed face with its mouth open. */
export const LEFT = -108;
export const RIGHT = 108;
export const TOP = -128;
export const BOTTOM = 152;
/** How much wider than in the design the mouth is open in the layout, in mm, so that there is room for what is inside. */
export const OPEN = 9;

const square = (x: number): number => x * x;

/** The landmarks in the layout: all u, all v. */
export const LAYOUT: Float64Array = (() => {
  const layout = DESIGN.slice(0, 2 * POINTS);
  for (let i = 0; i < POINTS; i++) {
    if ((i >= 55 && i <= 59) || i >= 65) layout[POINTS + i] += OPEN;
    else if (i === 48 || i === 54 || i === 60 || i === 64) layout[POINTS + i] += OPEN * 0.4;
    if (i < 17) layout[POINTS + i] += OPEN * Math.exp(-square((i - 8) / 4.5));
  }
  return layout;
})();
