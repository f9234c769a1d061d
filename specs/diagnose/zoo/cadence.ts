import type { Random } from './random.js';

export const CADENCES = ['1', '10', '100', 'powers of two and hundreds', 'irregular', 'with gaps'] as const;
export type Cadence = (typeof CADENCES)[number];

/** The iterations of `rows` rows, increasing. */
export function logged(draw: Random, cadence: Cadence, rows: number): number[] {
  switch (cadence) {
    case '1':
    case '10':
    case '100': {
      const step = Number(cadence);
      const first = draw.chance(0.5) ? 0 : step;
      return Array.from({ length: rows }, (_, i) => first + i * step);
    }
    case 'powers of two and hundreds': {
      const all: number[] = [];
      for (let t = 1; all.length < rows; t++) if (t % 100 === 0 || (t & (t - 1)) === 0) all.push(t);
      return all;
    }
    case 'irregular': {
      const mean = draw.logUniform(1.5, 50);
      let t = 0;
      return Array.from({ length: rows }, () => (t += 1 + Math.floor(-mean * Math.log(1 - draw.uniform(0, 1)))));
    }
    case 'with gaps': {
      const gaps = Array.from({ length: draw.integer(1, 3) }, () => draw.integer(1, rows - 1));
      const length = Math.ceil(rows * draw.uniform(0.02, 0.08));
      let t = 0;
      return Array.from({ length: rows }, (_, i) => (t += gaps.includes(i) ? length : 1));
    }
  }
}
