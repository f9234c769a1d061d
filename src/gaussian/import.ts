import { z } from 'zod';
import { InputError } from '../errors.js';
import type { Settings } from '../settings.js';
import type { State, Value } from '../solver.js';
import { tensor } from '../tensor.js';

const MAX_BYTES = 256 * 1024 * 1024;
const MAX_GAUSSIANS = 100_000;

const pair = z.tuple([z.number(), z.number()]);
const triple = z.tuple([z.number(), z.number(), z.number()]);
const pairs = z.array(pair).max(MAX_GAUSSIANS);
const triples = z.array(triple).max(MAX_GAUSSIANS);
const parameters = { position: pair, scale: pair, color: triple };
const moments = z.array(z.looseObject(parameters)).max(MAX_GAUSSIANS);
// the reference never trains these two; another value would be another model
const fixed = { rotation: z.literal(0).optional(), opacity: z.literal(1).optional() };
const gaussians = z
  .array(z.looseObject({ ...parameters, ...fixed }))
  .min(1)
  .max(MAX_GAUSSIANS);
const iteration = z.number().int().nonnegative();

/**
 * The JSON checkpoint that the reference program's runner writes (its keys as far as they are documented), and the golden
 * one, which also counts Adam's updates and nests its moments.
 */
const schema = z.looseObject({
  iteration,
  lr: z.number().optional(),
  learning_rate: z.number().optional(),
  adam_t: iteration.optional(),
  gaussians,
  m: moments.optional(),
  v: moments.optional(),
  m_position: pairs.optional(),
  m_scale: pairs.optional(),
  m_color: triples.optional(),
  v_position: pairs.optional(),
  v_scale: pairs.optional(),
  v_color: triples.optional(),
});

const GROUPS = [
  { name: 'position', width: 2 },
  { name: 'scale', width: 2 },
  { name: 'color', width: 3 },
] as const;

/** Reads such a checkpoint as a state of the reference program. Throws InputError naming the field that is wrong. */
export function importCheckpoint(bytes: Uint8Array, file: string): { state: State; settings: Settings } {
  const checkpoint = parse(bytes, file);
  const { gaussians, adam_t, lr = checkpoint.learning_rate } = checkpoint;
  const count = gaussians.length;
  const values: Record<string, Value> = { t: adam_t ?? checkpoint.iteration };
  for (const { name, width } of GROUPS) {
    const take = (key: string, rows: readonly (readonly number[])[] | undefined) => {
      if (rows === undefined) return;
      if (rows.length !== count)
        throw new InputError(`${file}: ${key} has ${rows.length} entries; expected ${count}, one a Gaussian`);
      const data = Float32Array.from(rows.flat());
      if (!data.every(Number.isFinite)) throw new InputError(`${file}: ${key} holds a number beyond single precision`);
      values[key] = tensor([count, width], data);
    };
    take(
      name,
      gaussians.map((each) => each[name]),
    );
    take(`m.${name}`, checkpoint.m?.map((each) => each[name]) ?? checkpoint[`m_${name}`]);
    take(`v.${name}`, checkpoint.v?.map((each) => each[name]) ?? checkpoint[`v_${name}`]);
  }
  return {
    state: { iteration: checkpoint.iteration, values },
    settings: { gaussians: count, ...(lr !== undefined && { lr }) },
  };
}

function parse(bytes: Uint8Array, file: string): z.output<typeof schema> {
  if (bytes.length > MAX_BYTES) throw new InputError(`${file}: ${bytes.length} bytes; expected at most ${MAX_BYTES}`);
  let json: unknown;
  try {
    json = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    throw new InputError(`${file}: expected a checkpoint in JSON`);
  }
  const parsed = schema.safeParse(json);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new InputError(`${file}: ${issue?.path.join('.') || 'checkpoint'}: ${issue?.message}`);
}
