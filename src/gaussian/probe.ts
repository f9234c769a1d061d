import type { State, Values } from '../solver.js';
import type { Doubles, Probe } from '../subject.js';
import { type Tensor, tensor } from '../tensor.js';
import { floats, gradientOf } from './evaluator.js';
import type { Group } from './groups.js';
import { lossModel, renderModel } from './model.js';
import { modelEvaluator, shapesOf } from './model-evaluator.js';
import type { GaussianSettings } from './settings.js';
import type { Target } from './target.js';

/**
 * What a fit descends, by the textbook model in double precision. Its gradient is that of every engine: the derivative of the
 * image where no pixel crosses the cutoff.
 */
export function probe(
  settings: GaussianSettings,
  { groups, trained }: { readonly groups: readonly Group[]; readonly trained: readonly Group[] },
  target: Target,
  state: State,
): Probe {
  const evaluator = modelEvaluator(target.data, target, settings);
  const valuesOf = (params: Doubles): Values =>
    Object.fromEntries(
      groups.map(({ name }) => {
        const { shape, data } = state.values[name] as Tensor<Float32Array>;
        return [name, tensor(shape, params[name] ?? Float64Array.from(data))];
      }),
    );
  return {
    objectiveName: settings.gradient === 'l2' ? 'l2' : 'loss',
    groups: trained.map(({ name, width, bounds }) => ({
      name,
      ...(bounds && { range: (index: number) => bounds[index % width] }),
    })),
    tensors: trained.map(({ name }) => name),
    parameters: ({ values }) =>
      Object.fromEntries(trained.map(({ name }) => [name, Float64Array.from(floats(values, name))])),
    objective(params) {
      const image = renderModel(shapesOf(valuesOf(params), settings.covariance), settings, target);
      return settings.gradient === 'l2'
        ? l2(image.image, target.data)
        : lossModel(image, target.data, 'full', target).loss;
    },
    gradient(params) {
      const values = valuesOf(params);
      const rendered = evaluator.render(values);
      const gradient = evaluator.backward({ ...values, ...rendered, ...evaluator.loss(rendered) });
      return Object.fromEntries(trained.map(({ name }) => [name, floats<Float64Array>(gradient, gradientOf(name))]));
    },
    ...(settings.optimizer.startsWith('ad') && { adaptive: (next) => adaptiveOf(settings, trained, next) }),
  };
}

/** The mean squared difference, without the similarity that {@link lossModel} would work out as well. */
function l2(image: Float64Array, target: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < image.length; i++) sum += (image[i] - target[i]) * (image[i] - target[i]);
  return sum / image.length;
}

/** The roots of the second moments that Adam, AdamW and Adan have divided by. */
function adaptiveOf(
  { optimizer, beta2, beta3, bias_correction, adam_eps: eps }: GaussianSettings,
  trained: readonly Group[],
  { values }: State,
): { readonly eps: number; readonly roots: Doubles } {
  const decay = optimizer === 'adan' ? (beta3 ?? 0.99) : (beta2 ?? 0.999);
  const isCorrected = bias_correction || optimizer === 'adan';
  const correction = isCorrected ? 1 - Math.exp((values.t as number) * Math.log(decay)) : 1;
  const roots = trained.map(({ name }) => {
    const second = Float64Array.from(floats(values, `v.${name}`));
    return [name, second.map((v) => Math.sqrt(v / correction))];
  });
  return { eps, roots: Object.fromEntries(roots) };
}
