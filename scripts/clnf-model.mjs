// Rebuilds the built-in landmark model from nothing but the recipe in src/clnf/faces: renders the faces, finds the modes of
// their shapes, trains the patch experts. Takes some five minutes, and says whether the bytes are those of golden/clnf/model.
//
//   npm run build && node scripts/clnf-model.mjs FOLDER
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const shipped = join(dirname(fileURLToPath(import.meta.url)), '../golden/clnf/model');
const compiled = (/** @type {string} */ path) => import(new URL(`../dist/clnf/${path}`, import.meta.url).href);

/** @type {typeof import('../src/clnf/faces/shape-model.js')} */
const { DECIMALS, shapeModel } = await compiled('faces/shape-model.js');
/** @type {typeof import('../src/clnf/faces/recipe.js')} */
const { FRONT, SCALES, SIDE } = await compiled('faces/recipe.js');
/** @type {typeof import('../src/clnf/faces/training-faces.js')} */
const { trainingFaces } = await compiled('faces/training-faces.js');
/** @type {typeof import('../src/clnf/faces/train.js')} */
const { trainScale } = await compiled('faces/train.js');
/** @type {typeof import('../src/clnf/model/expert-file.js')} */
const { formatExperts } = await compiled('model/expert-file.js');
/** @type {typeof import('../src/clnf/model/lists.js')} */
const { formatMainList, formatModelList } = await compiled('model/lists.js');
/** @type {typeof import('../src/clnf/model/pdm-file.js')} */
const { formatPdm } = await compiled('model/pdm-file.js');

const [folder] = process.argv.slice(2);
if (folder === undefined || existsSync(folder)) {
  console.error(`usage: node scripts/clnf-model.mjs FOLDER, a new one${folder ? `; ${folder} stands already` : ''}`);
  process.exit(2);
}
mkdirSync(folder, { recursive: true });

const names = { pdm: 'pdm_68.txt', list: 'clnf_self68.txt', main: 'main_clnf_self68.txt' };
const experts = SCALES.map(({ scale }) => `ccnf_${scale}.txt`);
save(names.main, formatMainList({ detector: names.list, parts: [] }));
save(names.list, formatModelList({ pdm: names.pdm, triangulations: undefined, experts }));
save(names.pdm, formatPdm(shapeModel().pdm, DECIMALS));

const [front, side] = [FRONT, SIDE].map((set) => {
  say(`rendering ${set.count} faces`);
  return trainingFaces(set, 0, set.count);
});
for (const [i, recipe] of SCALES.entries()) {
  const progress = (/** @type {number} */ landmark) => say(`training ${experts[i]}: landmark ${landmark + 1} of 68`);
  save(experts[i], formatExperts(trainScale(recipe, front, side, progress)));
}

/** @param {string} name @param {string | Uint8Array} content */
function save(name, content) {
  const bytes = Buffer.from(content);
  writeFileSync(join(folder, name), bytes);
  const isSame = bytes.equals(readFileSync(join(shipped, name)));
  if (!isSame) process.exitCode = 1;
  console.log(`${name}: ${bytes.length} bytes, ${isSame ? 'the same as' : 'NOT the same as'} the shipped file`);
}

/** @param {string} text */
function say(text) {
  if (process.stderr.isTTY) process.stderr.write(`\r\x1b[K${text}`);
}
