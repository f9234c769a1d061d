// Writes our own layouts: node scripts/make-layouts.mjs [FOLDER] (after npm run build; golden/ilt/layouts by default)
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { formatGlp, generateLayout } from '../dist/ilt/layout/index.js';

const SIZES = [
  { field: 1024, extent: 640, seeds: [1, 2, 3, 4, 5, 6] },
  { field: 2048, extent: 1000, seeds: [7, 8, 9, 10] },
];

const [folder = join(dirname(fileURLToPath(import.meta.url)), '../golden/ilt/layouts')] = process.argv.slice(2);
mkdirSync(folder, { recursive: true });
for (const { field, extent, seeds } of SIZES) {
  for (const seed of seeds) {
    const name = `m1-${field}-${String(seed).padStart(2, '0')}.glp`;
    writeFileSync(join(folder, name), formatGlp(generateLayout(seed, extent, field)));
  }
}
