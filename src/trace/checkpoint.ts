import { InputError } from '../errors.js';
import type { State, Value, Values } from '../solver.js';
import type { Tensor } from '../tensor.js';
import { quote } from './json.js';
import { formatNumber, parseIteration, parseNumber } from './numbers.js';
import { decode, encode, type Safetensors } from './safetensors.js';

const STATE = 'plumbline-state';
const STAGES = 'plumbline-stages';
const VERSION = 1;
/** In a file of stages, the metadata that lists them in data-flow order: the tensors are sorted by name. */
const ORDER = 'order';
const RESERVED: ReadonlySet<string> = new Set(['format', 'version', 'subject', 'iteration', 'crc32', 'header_crc32']);

/** A state as a safetensors file: its tensors, and its numbers as metadata. Throws TypeError for a number with a reserved name. */
export function encodeState(subject: string, state: State): Uint8Array<ArrayBuffer> {
  return encodeValues(STATE, subject, state.iteration, Object.entries(state.values));
}

/**
 * The state in a checkpoint. Throws InputError for a damaged or foreign file, a newer version, another subject than `subject`
 * (any is taken where none is given), and a metadata text that is not a number.
 */
export function decodeState(bytes: Uint8Array, file: string, subject?: string): { subject: string; state: State } {
  const { metadata, tensors } = decode(bytes, file);
  const head = headOf(metadata, file, STATE, subject);
  const values: Record<string, Value> = { ...tensors };
  for (const [name, text] of Object.entries(metadata)) {
    if (!RESERVED.has(name)) addNumber(values, name, text, file);
  }
  return { subject: head.subject, state: { iteration: head.iteration, values } };
}

/** The outputs of the stages of the step that led to `iteration`, as a safetensors file with names `stage/value`. */
export function encodeStages(
  subject: string,
  iteration: number,
  stages: Readonly<Record<string, Values>>,
): Uint8Array<ArrayBuffer> {
  const values = Object.entries(stages).flatMap(([stage, outputs]) => {
    if (stage === '' || stage.includes('/')) throw new TypeError(`a stage cannot be called ${quote(stage)}`);
    return Object.entries(outputs).map(([name, value]): [string, Value] => [`${stage}/${name}`, value]);
  });
  return encodeValues(STAGES, subject, iteration, values, { [ORDER]: JSON.stringify(Object.keys(stages)) });
}

/**
 * The stages in a file of stages, in data-flow order where the file tells it. Other metadata without a `/` in its key is the
 * writer's own. Throws InputError as {@link decodeState}.
 */
export function decodeStages(
  bytes: Uint8Array,
  file: string,
  subject?: string,
): { subject: string; iteration: number; stages: Record<string, Values> } {
  const { metadata, tensors } = decode(bytes, file);
  const head = headOf(metadata, file, STAGES, subject);
  const values: Record<string, Value> = { ...tensors };
  for (const [name, text] of Object.entries(metadata)) {
    if (name.includes('/')) addNumber(values, name, text, file);
  }
  const stages = new Map<string, Record<string, Value>>(orderOf(metadata, file).map((stage) => [stage, {}]));
  for (const [name, value] of Object.entries(values)) {
    const slash = name.indexOf('/');
    const stage = name.slice(0, slash);
    const output = name.slice(slash + 1);
    if (slash < 1 || stage === '__proto__' || output === '__proto__') {
      throw new InputError(`${file}: tensor ${quote(name)}: a name "stage/tensor" expected`);
    }
    if (!stages.has(stage)) stages.set(stage, {});
    (stages.get(stage) as Record<string, Value>)[output] = value;
  }
  return { ...head, stages: Object.fromEntries(stages) };
}

function encodeValues(
  format: string,
  subject: string,
  iteration: number,
  values: [string, Value][],
  more: Safetensors['metadata'] = {},
): Uint8Array<ArrayBuffer> {
  const metadata: Record<string, string> = {
    ...more,
    format,
    version: `${VERSION}`,
    subject,
    iteration: `${iteration}`,
  };
  const tensors: Record<string, Tensor> = {};
  for (const [name, value] of values) {
    if (name === '__proto__') throw new TypeError('a value cannot be called __proto__');
    if (typeof value !== 'number') {
      tensors[name] = value;
    } else if (RESERVED.has(name)) {
      throw new TypeError(`a number cannot be called ${name}`);
    } else {
      metadata[name] = formatNumber(value);
    }
  }
  return encode(tensors, metadata);
}

function orderOf(metadata: Safetensors['metadata'], file: string): string[] {
  if (!Object.hasOwn(metadata, ORDER)) return [];
  let order: unknown;
  try {
    order = JSON.parse(metadata[ORDER]);
  } catch {}
  const isList = Array.isArray(order) && order.every((stage) => typeof stage === 'string' && stage !== '__proto__');
  if (isList) return order as string[];
  throw new InputError(`${file}: metadata ${ORDER} is ${quote(metadata[ORDER])}, a JSON array of stages expected`);
}

function headOf(
  metadata: Safetensors['metadata'],
  file: string,
  format: string,
  subject?: string,
): { subject: string; iteration: number } {
  const field = (key: string) => (Object.hasOwn(metadata, key) ? metadata[key] : undefined);
  const fail = (key: string, expected: string) =>
    new InputError(
      `${file}: metadata ${key} is ${field(key) === undefined ? 'absent' : quote(field(key))}, ${expected}`,
    );
  if (field('format') !== format) throw fail('format', `"${format}" expected`);
  const version = parseIteration(field('version') ?? '');
  if (version !== undefined && version > VERSION)
    throw fail('version', `written by a newer program (this one reads ${VERSION})`);
  if (version !== VERSION) throw fail('version', `"${VERSION}" expected`);
  const found = field('subject');
  if (!found || (subject !== undefined && found !== subject))
    throw fail('subject', subject ? `"${subject}" expected` : 'a name expected');
  const iteration = parseIteration(field('iteration') ?? '');
  if (iteration === undefined) throw fail('iteration', 'a non-negative integer expected');
  return { subject: found, iteration };
}

function addNumber(values: Record<string, Value>, name: string, text: string, file: string): void {
  if (Object.hasOwn(values, name)) throw new InputError(`${file}: ${quote(name)} is both a tensor and a number`);
  const value = parseNumber(text);
  if (value === undefined)
    throw new InputError(`${file}: metadata ${quote(name)} is ${quote(text)}, a number expected`);
  values[name] = value;
}
