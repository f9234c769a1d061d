import type { Swap } from '../../../src/bisect/index.js';
import { powi } from '../../../src/optimizers/rounding.js';
import { type Tensor, tensor } from '../../../src/tensor.js';
import { numbers } from '../fault.js';

const GROUPS = ['position', 'scale', 'color'];

/** Adam as the reference program has it, written once more with the places where others went wrong left open. */
export function adamBut({
  betas = [0.9, 0.999],
  eps = 1e-8,
  epsInside = false,
  amsgrad = false,
  decay = 0,
  ahead = 0,
  round = Math.fround,
  power = (beta: number, t: number) => powi(beta, t, Math.fround),
  correction = (share: number, _beta: number) => share,
} = {}): Swap {
  const [b1, b2] = betas.map(Math.fround);
  const small = Math.fround(eps);
  return (values, right) => {
    const outputs = right(values);
    const rate = Math.fround(outputs.learning_rate as number);
    const t = (outputs.t as number) + ahead;
    const [c1, c2] = [b1, b2].map((beta) => correction(round(1 - power(beta, t)), beta));
    const changed = GROUPS.flatMap((name) => {
      const { shape } = values[name] as Tensor;
      const [p, g, m, v] = [name, `clipped.${name}`, `m.${name}`, `v.${name}`].map((each) =>
        numbers(values, each).slice(),
      );
      for (let i = 0; i < p.length; i++) {
        const before = v[i];
        m[i] = round(round(b1 * m[i]) + round(round(1 - b1) * g[i]));
        v[i] = round(round(b2 * v[i]) + round(round(1 - b2) * round(g[i] * g[i])));
        if (amsgrad) v[i] = Math.max(v[i], before);
        const square = round(v[i] / c2);
        const size = epsInside ? round(Math.sqrt(round(square + small))) : round(round(Math.sqrt(square)) + small);
        p[i] = round(round(p[i] * round(1 - rate * decay)) - round(round(rate * round(m[i] / c1)) / size));
      }
      return [
        [`proposed.${name}`, tensor(shape, p)],
        [`m.${name}`, tensor(shape, m)],
        [`v.${name}`, tensor(shape, v)],
      ];
    });
    return { ...outputs, ...Object.fromEntries(changed) };
  };
}
