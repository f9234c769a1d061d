import type { Stage, Values } from '../../solver.js';
import type { Tensor } from '../../tensor.js';
import { binary, doubles, norm, square } from '../arrays.js';
import { differing } from '../metrics/index.js';
import { saturated } from '../sigmoid.js';
import type { AwareModel } from './model.js';
import { likeState, sensitivityBy } from './sensitivity.js';
import {
  aerialOf,
  type DifferenceKind,
  difference,
  errorGradient,
  lossTerms,
  maskOf,
  resistOf,
  sensitivityOf,
  weightGradient,
  weightOf,
} from './steps.js';
import { updateStage } from './update.js';

/** How a flare-aware program weighs and descends. */
export interface AwareRules {
  /** Slope of the mask's sigmoid. */
  readonly theta: number;
  /** The resist's slope and threshold. */
  readonly steepness: number;
  readonly threshold: number;
  /** How far flare lowers a pixel's weight. */
  readonly beta: number;
  /** Weights of the smoothness of the flare and of the greyness of the mask. */
  readonly mu: number;
  readonly binWeight: number;
  readonly difference: DifferenceKind;
  /** Iterations between two computations of S. */
  readonly sensitivityEvery: number;
  readonly rate: number;
  /** Adam's constant, outside of the root. */
  readonly eps: number;
}

/** The steps that the stages are made of, so that one can be exchanged. */
export const PARTS = {
  maskOf,
  aerialOf,
  resistOf,
  sensitivityOf,
  weightOf,
  difference,
  lossTerms,
  errorGradient,
  weightGradient,
};
export type Parts = typeof PARTS;

/** The columns of a row, the loss also under the program's own name; all are of the state before the update but for the norm of the update. */
export const COLUMNS = [
  ...['loss', 'total', 'weighted_l2', 'flare_reg', 'bin', 'grad_norm', 'update_norm', 'saturated', 'eps_ratio'],
  ...['binary_error', 'misprinted'],
];

/**
 * The stages of one iteration of flare-aware ILT: mask, diffract, scatter, alpha, aerial, resist, weight, loss, adjoint,
 * gradient, update. Everything but the mask is computed in double precision; the state has its own. Source: the flare-aware fork of
 * OpenILT, whose two branches differ in the model and the rules.
 */
export function awareStages(
  target: Float64Array,
  model: AwareModel,
  rules: AwareRules,
  changed: Partial<Parts> = {},
): Stage[] {
  const parts = { ...PARTS, ...changed };
  const { size, diffraction, scatter, density, lost } = model;
  const slopes = (['x', 'y'] as const).map((axis) => parts.difference(rules.difference, size, axis));
  const sensitivity = sensitivityBy(model, parts);
  const image = (values: Values, name: string) => doubles(values, name);
  return [
    {
      name: 'mask',
      inputs: ['params'],
      outputs: ['mask', 'saturated', 'binary_error'],
      run(values) {
        const mask = parts.maskOf((values.params as Tensor<Float32Array | Float64Array>).data, rules.theta);
        const isSet = binary(mask, (value) => value > 0.5);
        return { mask: square(mask), saturated: saturated(mask), binary_error: differing(isSet, target) };
      },
    },
    {
      name: 'diffract',
      inputs: ['mask'],
      outputs: ['diffracted'],
      run: (values) => ({ diffracted: square(diffraction.image(image(values, 'mask'))) }),
    },
    {
      name: 'scatter',
      inputs: ['diffracted'],
      outputs: ['scattered'],
      run: (values) => ({ scattered: square(scatter.apply(image(values, 'diffracted'))) }),
    },
    {
      name: 'alpha',
      inputs: ['mask'],
      outputs: ['alpha'],
      run: (values) => ({ alpha: square(density.alpha(image(values, 'mask'))) }),
    },
    {
      name: 'aerial',
      inputs: ['diffracted', 'scattered', 'alpha'],
      outputs: ['aerial', 'misprinted'],
      run(values) {
        const [diffracted, scattered, alpha] = ['diffracted', 'scattered', 'alpha'].map((name) => image(values, name));
        const aerial = parts.aerialOf(diffracted, scattered, alpha, lost);
        const printed = binary(aerial, (intensity) => intensity >= rules.threshold);
        return { aerial: square(aerial), misprinted: differing(printed, target) };
      },
    },
    {
      name: 'resist',
      inputs: ['aerial'],
      outputs: ['printed'],
      run: (values) => ({ printed: square(parts.resistOf(image(values, 'aerial'), rules.steepness, rules.threshold)) }),
    },
    {
      name: 'weight',
      inputs: ['mask', 'alpha', 'S', 'iteration'],
      outputs: ['S', 'w'],
      run(values) {
        const isDue = ((values.iteration as number) - 1) % rules.sensitivityEvery === 0;
        const S = isDue ? likeState(sensitivity(image(values, 'mask')), values.S) : (values.S as Tensor);
        return { S, w: square(parts.weightOf(doubles({ S }, 'S'), image(values, 'alpha'), rules.beta)) };
      },
    },
    {
      name: 'loss',
      inputs: ['printed', 'w', 'scattered', 'mask'],
      outputs: ['loss', 'total', 'weighted_l2', 'flare_reg', 'bin'],
      run(values) {
        const scattered = image(values, 'scattered');
        const terms = parts.lossTerms(
          image(values, 'printed'),
          target,
          image(values, 'w'),
          slopes.map((slope) => slope.apply(scattered)),
          image(values, 'mask'),
        );
        const total = terms.weighted_l2 + rules.mu * terms.flare_reg + rules.binWeight * terms.bin;
        return { ...terms, total, loss: total };
      },
    },
    {
      name: 'adjoint',
      inputs: ['mask', 'diffracted', 'scattered', 'alpha', 'printed', 'S', 'w'],
      outputs: ['gradient.aerial', 'gradient.scattered', 'gradient.alpha', 'gradient.mask'],
      run(values) {
        const [mask, scattered, alpha] = ['mask', 'scattered', 'alpha'].map((name) => image(values, name));
        const printed = image(values, 'printed');
        const count = mask.length;
        const byAerial = parts.errorGradient(printed, target, image(values, 'w'), rules.steepness);
        const byScattered = byAerial.map((g, i) => alpha[i] * g);
        for (const slope of slopes) {
          const smoothness = slope.adjoint(slope.apply(scattered));
          for (let i = 0; i < count; i++) byScattered[i] += ((2 * rules.mu) / count) * smoothness[i];
        }
        const byWeight = parts.weightGradient(printed, target, image(values, 'S'), alpha, rules.beta);
        const diffracted = image(values, 'diffracted');
        const byAlpha = byAerial.map((g, i) => (scattered[i] - (lost ? diffracted[i] : 0)) * g + byWeight[i]);
        const back = scatter.adjoint(byScattered);
        const byDiffracted = byAerial.map((g, i) => (lost ? 1 - alpha[i] : 1) * g + back[i]);
        const throughLens = diffraction.pullback(mask, byDiffracted);
        const throughAlpha = density.adjoint(byAlpha);
        const byMask = throughLens.map((g, i) => g + throughAlpha[i] + (rules.binWeight / count) * (1 - 2 * mask[i]));
        return {
          'gradient.aerial': square(byAerial),
          'gradient.scattered': square(byScattered),
          'gradient.alpha': square(byAlpha),
          'gradient.mask': square(byMask),
        };
      },
    },
    {
      name: 'gradient',
      inputs: ['gradient.mask', 'mask'],
      outputs: ['gradient.params', 'grad_norm'],
      run(values) {
        const mask = image(values, 'mask');
        const gradient = image(values, 'gradient.mask').map((g, i) => rules.theta * mask[i] * (1 - mask[i]) * g);
        return { 'gradient.params': square(gradient), grad_norm: norm(gradient) };
      },
    },
    updateStage(rules),
  ];
}
