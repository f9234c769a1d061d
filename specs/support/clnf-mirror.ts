import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { defaultModel } from '../../src/clnf/default-model.js';
import { MIRROR } from '../../src/clnf/faces/design.js';
import { DECIMALS } from '../../src/clnf/faces/shape-model.js';
import { formatExperts } from '../../src/clnf/model/expert-file.js';
import { formatMainList, formatModelList } from '../../src/clnf/model/lists.js';
import type { Patch, PatchExperts, Pdm } from '../../src/clnf/model/model.js';
import { formatPdm } from '../../src/clnf/model/pdm-file.js';

/** The landmarks, [2, 68], of a face whose mirror image has these, in an image of so many columns. */
export const mirroredLandmarks = (landmarks: Float64Array, columns: number): Float64Array =>
  Float64Array.from({ length: 136 }, (_, i) =>
    i < 68 ? columns - 1 - landmarks[MIRROR[i]] : landmarks[68 + MIRROR[i - 68]],
  );

/** Writes the built-in model as a mirror shows it, and gives the path of its main file. */
export function writeMirroredModel(folder: string): string {
  const model = defaultModel();
  const path = join(folder, 'mirrored');
  mkdirSync(path);
  writeFileSync(join(path, 'pdm.txt'), formatPdm(mirroredPdm(model.pdm), DECIMALS));
  const experts = model.scales.map((scale, i) => {
    writeFileSync(join(path, `experts_${i}.txt`), formatExperts(mirroredExperts(scale)));
    return `experts_${i}.txt`;
  });
  writeFileSync(join(path, 'clnf.txt'), formatModelList({ pdm: 'pdm.txt', triangulations: undefined, experts }));
  writeFileSync(join(path, 'main.txt'), formatMainList({ detector: 'clnf.txt', parts: [] }));
  return join(path, 'main.txt');
}

function mirroredPdm({ points, modes, mean, basis, variances }: Pdm): Pdm {
  const from = (row: number) => Math.floor(row / points) * points + MIRROR[row % points];
  const sign = (row: number) => (row < points ? -1 : 1);
  return {
    points,
    modes,
    mean: mean.map((_, row) => sign(row) * mean[from(row)]),
    basis: basis.map(
      (_, at) => sign(Math.floor(at / modes)) * basis[from(Math.floor(at / modes)) * modes + (at % modes)],
    ),
    variances,
  };
}

const mirroredExperts = ({ scale, smoothing, views }: PatchExperts): PatchExperts => ({
  scale,
  smoothing,
  views: views.map(({ center: [pitch, yaw, roll], visible, patches }) => ({
    center: Float64Array.of(pitch, -yaw, -roll),
    visible: visible.map((_, i) => visible[MIRROR[i]]),
    patches: patches.map((_, i) => mirroredPatch(patches[MIRROR[i]])),
  })),
});

const mirroredPatch = (patch: Patch): Patch => ({
  ...patch,
  neurons: patch.neurons.map((neuron) => ({
    ...neuron,
    weights: neuron.weights.map((_, i) => neuron.weights[i - (i % patch.width) + patch.width - 1 - (i % patch.width)]),
  })),
});
