import type { Subject } from '../subject.js';
import { prepareRecipe } from './recipe/prepare.js';
import { presetLength } from './recipe/presets.js';
import { iltSettings, parseIltSettings } from './settings.js';

/** SimpleILT's own number of iterations, with gradient descent and with Adam. */
const SIMPLE = { sgd: 20, adam: 50 };

export const ilt: Subject = {
  name: 'ilt',
  settings: iltSettings,
  iterations(given) {
    const settings = parseIltSettings(given);
    return settings.program === 'simple' ? SIMPLE[settings.optimizer] : presetLength(settings.recipe);
  },
  checkpointEvery: 10,
  prepare: async (given, occasion) => prepareRecipe(parseIltSettings(given), occasion),
  fork: (parent, changed) => ({ ...parent, ...changed }),
  curves: [
    {
      name: 'loss',
      title: 'Loss and its terms',
      panels: [
        { label: 'loss', scale: 'log', columns: ['loss'] },
        { label: 'terms', scale: 'log', columns: ['nominal', 'corners', 'band'] },
        { label: 'gradient norm', scale: 'log', columns: ['grad_norm'] },
      ],
    },
    {
      name: 'saturation',
      title: 'What holds the parameters back',
      panels: [
        { label: 'update norm', scale: 'log', columns: ['update_norm'] },
        { label: 'share of flat pixels', columns: ['saturated'] },
        { label: 'eps / sqrt(v)', scale: 'log', columns: ['eps_ratio'] },
      ],
    },
  ],
};
