import type { Settings } from '../settings.js';

/** Settings without those that have no value, as run.json records them. */
export const held = (settings: object): Settings =>
  Object.fromEntries(Object.entries(settings).filter(([, value]) => value !== undefined));

/** A document for a run's folder. */
export const encodeJson = (document: unknown): Uint8Array =>
  new TextEncoder().encode(`${JSON.stringify(document, undefined, 2)}\n`);
