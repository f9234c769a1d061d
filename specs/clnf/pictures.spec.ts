import { expect, it } from 'vitest';
import type { Figure, MapFigure, SheetFigure } from '../../src/figure.js';
import { drawFigure } from '../../src/report/figures/draw.js';
import type { State } from '../../src/solver.js';
import type { Prepared } from '../../src/subject.js';
import { attachCurve, belongsTo } from '../support/allure.js';
import { caseSettings, dataOf, lastState, prepareClnf } from '../support/clnf.js';

belongsTo('clnf', 'pictures');

const figures = (prepared: Prepared, state: State) => prepared.pictures(state) as Record<string, Figure>;

function after({ solver }: Prepared, iterations: number): State {
  let state = solver.init();
  for (let i = 0; i < iterations; i++) state = solver.step(state).state;
  return state;
}

it('before the first window there are the landmarks of the start alone', async () => {
  const prepared = await prepareClnf(caseSettings('r2_small_noisy'));
  const pictures = figures(prepared, prepared.solver.init());
  expect(Object.keys(pictures)).toEqual(['landmarks']);
  expect((pictures.landmarks as MapFigure).title).toBe('Landmarks at iteration 0');
});

it('show the landmarks of the last state, the maps of its window, and the mean shifts', async () => {
  const prepared = await prepareClnf(caseSettings('r4_yaw_switch'));
  const state = lastState(prepared);
  const pictures = figures(prepared, state);
  expect(Object.keys(pictures)).toEqual(['landmarks', 'responses', 'mean-shift']);
  const { base, part, overlays = [] } = pictures.landmarks as MapFigure;
  const dots = overlays.find(({ name }) => name === 'landmarks');
  if (dots?.kind !== 'points' || part === undefined) throw new Error('no landmarks, or no part');
  for (let i = 0; i < 68; i++) {
    // within the part of the image that is shown
    expect(dots.x[i]).toBeGreaterThan(part.x);
    expect(dots.x[i]).toBeLessThan(part.x + part.width);
    expect(dots.y[i]).toBeGreaterThan(part.y);
    expect(dots.y[i]).toBeLessThan(part.y + part.height);
  }
  expect(part.x + part.width).toBeLessThanOrEqual(base.width);

  // the last window's view does not see the first three landmarks
  const { panes } = pictures.responses as SheetFigure;
  expect(panes.map(({ caption }) => caption)).toEqual(Array.from({ length: 65 }, (_, i) => String(i + 3)));
  const response = dataOf(state.values, 'response').subarray(49 * 3, 49 * 4);
  const [pane] = panes;
  const peak = pane.overlays?.find(({ name }) => name === 'peak');
  if (peak?.kind !== 'points' || !('values' in pane.base)) throw new Error('no peak, or no map');
  const at = response.indexOf(Math.max(...response));
  expect([peak.x[0], peak.y[0]]).toEqual([at % 7, Math.floor(at / 7)]);
  expect(pane.base.values[at]).toBe(1);

  const [shifts] = (pictures['mean-shift'] as MapFigure).overlays ?? [];
  if (shifts.kind !== 'arrows') throw new Error('no arrows');
  expect(shifts.x).toHaveLength(65);
  const lengths = Array.from(shifts.dx, (dx, i) => Math.hypot(dx, shifts.dy[i]));
  // half a reference pixel of 2 px, drawn five times as long
  expect(lengths.reduce((sum, length) => sum + length) / 65).toBeGreaterThan(1);
  for (const [name, figure] of Object.entries(pictures)) {
    const svg = drawFigure(figure);
    expect(svg).toMatch(/^<svg[\s\S]*<\/svg>\s*$/);
    expect(svg).not.toMatch(/NaN|undefined|Infinity/);
    attachCurve(name, svg);
  }
});

it('within a window the mean shifts are those that its next iteration has', async () => {
  const prepared = await prepareClnf(caseSettings('r2_small_noisy'));
  const state = after(prepared, 12);
  const [shifts] = (figures(prepared, state)['mean-shift'] as MapFigure).overlays ?? [];
  if (shifts.kind !== 'arrows') throw new Error('no arrows');
  let image = new Float64Array();
  prepared.solver.step(state, (stage, values) => {
    if (stage === 'mean-shift') image = dataOf(values, 'mean_shift_img') as Float64Array<ArrayBuffer>;
  });
  for (let i = 0; i < 68; i++) {
    // drawn from the maps in single precision, five times as long
    expect(shifts.dx[i] / 5).toBeCloseTo(image[i], 4);
    expect(shifts.dy[i] / 5).toBeCloseTo(image[68 + i], 4);
  }
});
