import { describe, expect, it } from 'vitest';
import {
  compareLandmarks,
  cumulativeFigure,
  describeLandmarks,
  landmarkTable,
  offsetFigure,
  regionTable,
  rounded,
  worstTable,
} from '../../src/landmarks/index.js';
import { drawFigure } from '../../src/report/figures/draw.js';
import { attachCurve, belongsTo } from '../support/allure.js';
import { faceAt, turned } from '../support/faces.js';

belongsTo('harness', 'landmarks', 'describing');

const n = 68;
const circle = Float64Array.from({ length: 2 * n }, (_, i) => {
  const angle = (2 * Math.PI * (i % n)) / n;
  return 200 + 100 * (i < n ? Math.cos(angle) : Math.sin(angle));
});
const away = { angle: 0, scale: 1, dx: 5, dy: 0 };
const frames = [1, 2, 3, 5].map((frame) => faceAt(circle, { frame }));

describe('a comparison in words', () => {
  it('says that nothing differs', () => {
    const [first, second] = describeLandmarks(compareLandmarks(frames, frames)).split('\n');
    expect(first).toBe('the same, number for number; 4 faces of 68 landmarks compared');
    expect(second).toBe('NME 0 %, AUC 1 and failure rate 0 % at 8 %; NME is of the inter-ocular distance');
  });

  it('names the frames that one side lacks', () => {
    const lost = [faceAt(circle, { frame: 1 }), faceAt(circle, { frame: 5, success: false })];
    expect(describeLandmarks(compareLandmarks(frames, lost))).toMatch(
      /^different; 1 face of 68 .*\n2 faces missing in the candidate: frame 2-3\n1 face not found by the candidate: frame 5\n/,
    );
  });

  it('says which tolerance would have passed, and it does', () => {
    const moved = frames.map((face) => ({ ...face, points: turned(face.points, { ...away, dx: 1 / 3 }) }));
    const text = describeLandmarks(compareLandmarks(frames, moved));
    const [, absolute, nme] = /\nwould have passed: --absolute (\S+), or --nme (\S+) alone\n/.exec(text) ?? [];
    expect(Number(absolute)).toBeCloseTo(0.334, 9);
    for (const allowed of [{ absolute: Number(absolute) }, { nme: Number(nme) }])
      expect(compareLandmarks(frames, moved, allowed).verdict).toBe('within');
    expect(describeLandmarks(compareLandmarks(frames, moved.slice(1)))).not.toMatch(/would have passed/);
  });

  it('tells a fault of the frame from one of the shape', () => {
    const moved = frames.map((face) => ({ ...face, points: turned(face.points, away) }));
    expect(describeLandmarks(compareLandmarks(frames, moved))).toMatch(
      /\na similarity takes away 100 % of the error, so look for a fault of the frame .*: shift -5, .* px, scale 1\.0000, turn/,
    );
    const bent = frames.map((face) => ({ ...face, points: face.points.map((value, i) => value + (i % 2 ? 5 : -5)) }));
    expect(describeLandmarks(compareLandmarks(frames, bent))).not.toMatch(/fault of the frame/);
  });
});

describe('a comparison in pictures', () => {
  const moved = frames.map((face, i) => ({ ...face, points: turned(face.points, { ...away, dx: 2 * i }) }));
  const comparison = compareLandmarks(frames, moved);

  it.each([
    ['cumulative error', cumulativeFigure(comparison), ['as they are', 'similarity removed', 'inter-ocular']],
    ['mean offsets', offsetFigure(comparison), ['reference', 'candidate', 'Mean offsets of 4 faces']],
    ['regions', rounded(regionTable(comparison)), ['jaw', 'brows', 'nose', 'eyes', 'mouth']],
    ['landmarks', rounded(landmarkTable(comparison)), ['0 jaw', '67 mouth']],
    ['worst frames', rounded(worstTable(comparison)), ['5, 0']],
  ])('draws the %s', (name, figure, words) => {
    const svg = drawFigure(figure);
    attachCurve(name, svg);
    expect(words.filter((word) => !svg.includes(word))).toEqual([]);
  });

  it('has a curve of all faces up to the threshold', () => {
    const { x, panels } = cumulativeFigure(comparison);
    expect(x.label).toBe('mean error of a face, % of the inter-ocular distance');
    const [raw, aligned] = panels[0].series;
    expect([raw.x[0], raw.x[400], aligned.y[400]]).toEqual([0, 8, 100]);
    expect(raw.y[0]).toBe(25);
  });

  it('shows offsets that are too small to see enlarged, each landmark by itself', () => {
    const b = frames.map((face) => ({
      ...face,
      points: face.points.map((value, i) => (i === 3 ? value + 0.2 : value)),
    }));
    const { title, overlays = [] } = offsetFigure(compareLandmarks(frames, b));
    expect(title).toBe('Mean offsets of 4 faces, × 100');
    const [reference, candidate] = overlays.flatMap((overlay) => (overlay.kind === 'points' ? [overlay] : []));
    const offsets = Array.from(reference.x, (x, i) => candidate.x[i] - x);
    // the box is 200 px wide and 400 px in the picture
    expect(offsets[3]).toBeCloseTo(0.2 * 2 * 100, 1);
    expect(offsets.filter((offset, i) => i !== 3 && Math.abs(offset) > 1e-9)).toEqual([]);
    expect(offsetFigure(compareLandmarks(frames, frames)).title).toBe('Mean offsets of 4 faces');
  });
});
