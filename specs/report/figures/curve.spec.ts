import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CurveFigure } from '../../../src/figure.js';
import { curve } from '../../../src/report/figures/curve.js';
import { textsOf } from './well-formed.js';

type Curve = Omit<CurveFigure, 'kind'>;

const line = (name: string, ...y: number[]) => ({ name, x: y.map((_, i) => i), y });
const figure = (changes: Partial<Curve> = {}): Curve => ({
  title: 'A run',
  x: { label: 'iteration' },
  panels: [{ y: { label: 'loss' }, series: [line('first', 3, 2, 1), line('second', 1, 2, 4)] }],
  ...changes,
});
const numbersIn = (svg: string) =>
  [...svg.matchAll(/ (?:d|x|y|cx|cy|width|height)="([^"]*)"/g)].map(([, value]) => value ?? '');
const paths = (svg: string) => [...svg.matchAll(/<path class="line s\d"[^>]* d="([^"]*)"/g)].map(([, d]) => d ?? '');
const points = (d: string) =>
  [...d.matchAll(/(-?[\d.]+),(-?[\d.]+)/g)].map(([, x, y]) => [Number(x), Number(y)] as const);

describe('curve', () => {
  it('is an image with a title, a description, and the text that was asked for', () => {
    const svg = curve(figure({ marks: [{ x: 1, label: 'here' }], bands: [{ from: 1, to: 2, label: 'there' }] }));
    expect(svg).toMatch(/^<svg [^>]*role="img"/);
    expect(textsOf(svg, 'title')).toEqual(['A run']);
    expect(textsOf(svg, 'desc').join()).toContain('first: from 3 at 0 to 1 at 2, lowest 1 at 2.');
    expect(textsOf(svg, 'text')).toEqual(
      expect.arrayContaining(['A run', 'loss', 'iteration', 'first', 'second', 'here', 'there']),
    );
  });

  it('does not name a lone line that is called like its axis', () => {
    const panels = [{ y: { label: 'loss' }, series: [line('loss', 3, 2, 1)] }];
    expect(textsOf(curve(figure({ panels })), 'text').filter((text) => text === 'loss')).toHaveLength(1);
  });

  it('gives the same text for the same input', () => {
    expect(curve(figure())).toBe(curve(figure()));
  });

  it('keeps every rule of its style to itself', () => {
    const style = /<style>([\s\S]*)<\/style>/.exec(curve(figure()))?.[1] ?? '';
    const selectors = [...style.matchAll(/([^{}]+)\{/g)].flatMap(([, list = '']) => list.split(','));
    const own = selectors.filter((selector) => !selector.includes('@media'));
    expect(own.length).toBeGreaterThan(20);
    expect(own.filter((selector) => !selector.trim().startsWith('.plumbline-curve '))).toEqual([]);
  });

  it.each([
    ['the title', (label: string): Partial<Curve> => ({ title: label })],
    ['the x axis', (label: string) => ({ x: { label } })],
    ['a y axis', (label: string) => ({ panels: [{ y: { label }, series: [line('a', 1, 2)] }] })],
    ['a line', (label: string) => ({ panels: [{ y: { label: 'y' }, series: [line(label, 1, 2)] }] })],
    [
      'a line that ends early',
      (label: string) => ({ panels: [{ y: { label: 'y' }, series: [line('a', 1, 2, 3), line(label, 1, 2)] }] }),
    ],
    [
      'a line without points',
      (label: string) => ({ panels: [{ y: { label: 'y' }, series: [line(label, Number.NaN)] }] }),
    ],
    ['a point', (label: string) => ({ panels: [{ y: { label: 'y' }, series: [], points: [{ x: 1, y: 1, label }] }] })],
    ['a mark', (label: string) => ({ marks: [{ x: 1, label }] })],
    ['a band', (label: string) => ({ bands: [{ from: 0, to: 1, label }] })],
  ])('markup in the label of %s is shown, not obeyed', (_, change) => {
    const label = `<i a="1">&'\u0007\u202e]]>`;
    const svg = curve(figure(change(label)), 900);
    expect(svg).not.toContain('<i');
    expect(textsOf(svg, 'title', 'text').join()).toContain(`<i a="1">&'\ufffd`);
    expect(['\u0007', '\u202e'].filter((character) => svg.includes(character))).toEqual([]);
  });

  it('breaks a line where values are missing, and names a line that has none', () => {
    const panels = [
      { y: { label: 'y' }, series: [line('broken', 1, 2, Number.NaN, 2, 1), line('void', Number.NaN, Infinity)] },
    ];
    const svg = curve(figure({ panels }));
    expect(paths(svg)).toHaveLength(1);
    expect(paths(svg)[0]?.match(/M/g)).toHaveLength(2);
    expect(textsOf(svg, 'text')).toContain('nothing to show: void');
    expect(textsOf(svg, 'desc').join()).toContain('1 of 5 values cannot be shown');
  });

  it('leaves out of a log axis what is not positive', () => {
    const panels = [{ y: { label: 'y', scale: 'log' as const }, series: [line('decades', 0, 1000, 100, 10, -1)] }];
    const [d = ''] = paths(curve(figure({ panels })));
    const heights = points(d).map(([, y]) => y);
    expect(heights).toHaveLength(3);
    expect((heights[1] ?? 0) - (heights[0] ?? 0)).toBeCloseTo((heights[2] ?? 0) - (heights[1] ?? 0), 0);
  });

  it('draws two points a pixel column at most, however long a run, and keeps the extremes', () => {
    const y = Float64Array.from({ length: 200_000 }, (_, i) => Math.sin(i * 0.7));
    y[123_456] = 9;
    y[77_777] = -9;
    const x = y.map((_, i) => i);
    const svg = curve(figure({ panels: [{ y: { label: 'y' }, series: [{ name: 'y', x, y }] }] }), 360);
    const drawn = points(paths(svg)[0] ?? '');
    expect(drawn.length).toBeGreaterThan(360);
    expect(drawn.length).toBeLessThanOrEqual(2 * 360);
    const sorted = drawn.map(([, at]) => at).sort((a, b) => a - b);
    // Ordinary values lie within a ninth of the two spikes, the spikes alone at the edges.
    expect((sorted[1] ?? 0) - (sorted[0] ?? 0)).toBeGreaterThan(50);
    expect((sorted.at(-1) ?? 0) - (sorted.at(-2) ?? 0)).toBeGreaterThan(50);
  });

  it('shows two panels over one x axis, the lower below the upper', () => {
    const panels = ['loss', 'uncovered'].map((label) => ({ y: { label }, series: [line(label, 1, 5, 2)] }));
    const [upper, lower] = paths(curve(figure({ panels }))).map(points);
    expect(upper?.map(([x]) => x)).toEqual(lower?.map(([x]) => x));
    expect(Math.min(...(lower ?? []).map(([, y]) => y))).toBeGreaterThan(Math.max(...(upper ?? []).map(([, y]) => y)));
  });

  it.each<[string, Partial<Curve>, RegExp]>([
    ['no panel', { panels: [] }, /at least one panel/],
    [
      'columns of unlike length',
      { panels: [{ y: { label: 'y' }, series: [{ name: 'a', x: [1], y: [] }] }] },
      /a: 1 values of x and 0 of y/,
    ],
    [
      'a descending x',
      { panels: [{ y: { label: 'y' }, series: [{ name: 'a', x: [1, 0], y: [1, 1] }] }] },
      /a: x descends at index 1/,
    ],
    ['a mark that is nowhere', { marks: [{ x: Number.NaN, label: 'm' }] }, /m: NaN/],
    ['a mark at zero on a log axis', { x: { label: 'x', scale: 'log' }, marks: [{ x: 0, label: 'm' }] }, /m: 0/],
    ['a band that ends before it starts', { bands: [{ from: 2, to: 1, label: 'b' }] }, /b: 2 to 1/],
  ])('refuses %s', (_, changes, message) => {
    expect(() => curve(figure(changes))).toThrow(message);
    expect(() => curve(figure(changes))).toThrow(RangeError);
  });

  it('refuses a width that is too narrow', () => {
    expect(() => curve(figure(), 100)).toThrow(new RangeError('figure width 100: expected at least 240 pixels'));
  });

  it('is well-formed with finite coordinates inside of the figure, whatever the values and names', () => {
    const value = fc.oneof(
      fc.double(),
      fc.double({ min: -1, max: 1 }),
      fc.constantFrom(0, 5e-324, -1e308, 1e308, Number.NaN, Infinity, 1e-250, 1e250, 1, 1 + 2 ** -52),
    );
    const kind = fc.constantFrom('linear' as const, 'log' as const);
    const label = fc.string({ unit: 'binary', maxLength: 40 });
    const series = fc.record({ name: label, y: fc.array(value, { maxLength: 12 }) });
    const panel = fc.record({ label, scale: kind, series: fc.array(series, { maxLength: 9 }), at: value });
    const law = fc.property(
      fc.record({ title: label, x: kind, first: value, step: fc.double({ min: 0, max: 1e9, noNaN: true }) }),
      fc.array(panel, { minLength: 1, maxLength: 3 }),
      fc.array(fc.tuple(fc.double({ min: 1e-9, max: 1e9, noNaN: true }), label), { maxLength: 5 }),
      fc.constantFrom(240, 360, 700),
      ({ title, x, first, step }, panels, marks, width) => {
        const svg = curve(
          {
            title,
            x: { label: title, scale: x },
            panels: panels.map(({ label: y, scale, series: lines, at }) => ({
              y: { label: y, scale },
              series: lines.map((one) => ({ ...one, x: one.y.map((_, i) => first + i * step) })),
              points: [{ x: first, y: at, label: y }],
            })),
            marks: marks.map(([at, name]) => ({ x: at, label: name })),
            bands: marks.map(([at, name]) => ({ from: at, to: at * 1.5, label: name })),
          },
          width,
        );
        textsOf(svg);
        const [, high = ''] = /viewBox="0 0 \d+ (\d+)"/.exec(svg) ?? [];
        const drawn = paths(svg).flatMap(points);
        return (
          numbersIn(svg).every((text) => /^[MLHVhv\d.,-]+$/.test(text)) &&
          drawn.every(([a, b]) => a >= 0 && a <= width && b >= 0 && b <= Number(high))
        );
      },
    );
    fc.assert(law, { seed: 42, numRuns: 100 });
  });
});
