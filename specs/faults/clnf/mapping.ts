import type { Swap } from '../../../src/bisect/index.js';
import type { Neuron } from '../../../src/clnf/model/model.js';
import { activation, neuronSums } from '../../../src/clnf/patch-response.js';
import { lifted, precision, smoothed } from '../../../src/clnf/response-map.js';
import { isWindowStart } from '../../../src/clnf/schedule.js';
import { positionOf } from '../../../src/clnf/state.js';
import type { Steps } from '../../../src/clnf/strict.js';
import { type KnownFault, mapped, numbers, stageFault } from '../fault.js';
import type { ClnfScene } from './scenes.js';
import { byStep, byWindow } from './steps.js';

type Known = KnownFault<ClnfScene>;

/** A square map with the places of its elements changed: element (y, x) comes from what `from` gives. */
const moved = (map: Float64Array, from: (y: number, x: number, side: number) => readonly [y: number, x: number]) => {
  const side = Math.sqrt(map.length);
  return map.map((_, at) => {
    const [y, x] = from(Math.floor(at / side), at % side, side);
    return map[y * side + x];
  });
};

const transposed = (map: Float64Array) => moved(map, (y, x) => [x, y]);

/** An activation whose neuron sees the patch with its elements moved. */
const seeing = (from: Parameters<typeof moved>[1]) => (neuron: Neuron, patch: Float64Array) =>
  activation(neuron, moved(patch, from));

const responds = (id: string, does: string, origin: string, steps: Partial<Steps>): Known =>
  byStep({ id, does, origin, scene: 'frontal' }, 'patch-response', steps);
const smooths = (id: string, does: string, origin: string, steps: Partial<Steps>): Known =>
  byStep({ id, does, origin, scene: 'frontal' }, 'response-map', steps);

const TABLE = 'golden/clnf/faults.csv';
const PORTS = "the finding's port: its historical fixes";

/** Faults of the patch experts' answers. */
const PATCHES: readonly Known[] = [
  responds('clnf/Wt', 'transposes the weights', TABLE, { activation: seeing((y, x) => [x, y]) }),
  responds('clnf/flip', 'turns the weights by 180 degrees', TABLE, {
    activation: seeing((y, x, side) => [side - 1 - y, side - 1 - x]),
  }),
  responds('clnf/mirrorx', 'mirrors the weights', TABLE, { activation: seeing((y, x, side) => [y, side - 1 - x]) }),
  responds('clnf/nonorm', 'divides patches by 255 and by nothing else', TABLE, {
    normalize: (patch) => patch.map((value) => value / 255),
  }),
  responds('clnf/std', 'divides patches by their standard deviation', TABLE, {
    normalize: (patch) => {
      const mean = patch.reduce((sum, value) => sum + value, 0) / patch.length;
      const square = patch.reduce((sum, value) => sum + (value - mean) * (value - mean), 0);
      return patch.map((value) => (square > 0 ? (value - mean) / Math.sqrt(square / patch.length) : 0));
    },
  }),
  responds('clnf/noNW', 'leaves out norm_weights', TABLE, {
    activation: (neuron, patch) => activation({ ...neuron, norm: 1 }, patch),
  }),
  responds('clnf/nobias', 'leaves out the bias', TABLE, {
    activation: (neuron, patch) => activation({ ...neuron, bias: 0 }, patch),
  }),
  responds('clnf/single-neuron', 'asks the first neuron alone', 'the layout of SVR experts', {
    neuronSums: (area, window, patch, steps) =>
      neuronSums(area, window, { ...patch, neurons: patch.neurons.slice(0, 1) }, steps),
  }),
  responds('clnf/alpha-once', 'forgets the 2 of 2 alpha', 'CCNF as the paper writes it', {
    activation: (neuron, patch) => activation(neuron, patch) / 2,
  }),
  stageFault(
    {
      id: 'clnf/next-expert',
      does: 'asks the expert of the next landmark',
      origin: 'spec: "landmark index off by one"',
      scene: 'frontal',
    },
    'patch-response',
    ({ model }): Swap => {
      const n = model.pdm.points;
      const rolled = (values: Parameters<Swap>[0], name: string, by: number) => {
        const data = numbers<Float64Array>(values, name);
        const size = data.length / n;
        return mapped(values, [name], (_, at) => data[((Math.floor(at / size) + by + n) % n) * size + (at % size)]);
      };
      return (values, right) =>
        isWindowStart(positionOf(values)) ? rolled(right(rolled(values, 'aoi', -1)), 'presigma', 1) : right(values);
    },
  ),
  byWindow(
    {
      id: 'clnf/other-scale',
      does: 'takes the experts of the scales in reverse order',
      origin: 'spec: "files in reversed scale order"',
      scene: 'frontal',
    },
    'patch-response',
    (window) => ({ ...window, scale: 2 - window.scale }),
  ),
];

/** Faults between the experts' sums and the response maps. */
const MAPS: readonly Known[] = [
  smooths('clnf/respT', 'transposes the maps', TABLE, {
    smoothed: (sums, factor) => smoothed(transposed(sums), factor),
  }),
  smooths('clnf/nosigma', 'leaves Sigma out', TABLE, { smoothed: (sums) => sums }),
  smooths('clnf/sigfirst', "takes the S matrices of the expert's own file", TABLE, {
    smoothingComponents: ({ scales }, scale, window) =>
      scales[scale].smoothing.find((set) => set.window === window)?.components ?? [],
  }),
  smooths('clnf/sigma-half', 'takes the first S matrix alone', `${PORTS} ("missing Sigma components")`, {
    precision: (patch, components, window) => precision(patch, components.slice(0, 1), window),
  }),
  smooths(
    'clnf/sigma-active',
    'leaves weak neurons out of Sigma too',
    'Sigma sums all alphas, those skipped included',
    {
      precision: (patch, components, window) =>
        precision({ ...patch, neurons: patch.neurons.slice(1) }, components, window),
    },
  ),
  smooths('clnf/nomin', 'leaves negative values in the maps', TABLE, { lifted: (map) => map }),
  smooths('clnf/sum1', 'normalizes maps to a sum of 1', TABLE, {
    lifted: (map) => {
      const own = lifted(map);
      const sum = own.reduce((total, value) => total + value, 0);
      return own.map((value) => value / sum);
    },
  }),
];

/** Faults of the response maps. */
export const MAPPING: readonly Known[] = [...PATCHES, ...MAPS];
