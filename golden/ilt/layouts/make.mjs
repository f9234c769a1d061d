// Writes the layouts of this folder: node golden/ilt/layouts/make.mjs (after npm run build)
import { writeFileSync } from 'node:fs';
import { formatGlp, generateLayout } from '../../../dist/ilt/layout/index.js';

const SIZES = [
  { field: 1024, extent: 640, seeds: [1, 2, 3, 4, 5, 6] },
  { field: 2048, extent: 1000, seeds: [7, 8, 9, 10] },
];

for (const { field, extent, seeds } of SIZES) {
  for (const seed of seeds) {
    const name = `m1-${field}-${String(seed).padStart(2, '0')}.glp`;
    writeFileSync(new URL(name, import.meta.url), formatGlp(generateLayout(seed, extent, field)));
  }
}
