import { z } from 'zod';
import type { Subject } from '../subject.js';

interface Property {
  readonly description?: string;
  readonly default?: string | number | boolean;
  readonly enum?: readonly string[];
  readonly minimum?: number;
  readonly maximum?: number;
}

/** The settings of a subject, one a line: what it is, what it may be, and its default. */
export function describeSettings({ name, settings }: Subject): string {
  const { properties = {} } = z.toJSONSchema(settings, { io: 'output', unrepresentable: 'any' });
  const entries = Object.entries(properties as Record<string, Property>);
  const longest = Math.max(...entries.map(([key]) => key.length));
  const lines = entries.map(
    ([key, property]) => `  ${key.padEnd(longest)}  ${property.description} [${domain(property)}]`,
  );
  return `\nSettings of ${name} (--set key=value; "none" takes one back):\n${lines.join('\n')}`;
}

function domain({ enum: names, minimum, maximum, default: value }: Property): string {
  const range = minimum === undefined ? undefined : `${minimum} to ${maximum}`;
  const allowed = names?.join(' | ') ?? range;
  return [...(allowed === undefined ? [] : [allowed]), value === undefined ? 'not set' : `default ${value}`].join('; ');
}
