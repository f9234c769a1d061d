import type { Figure } from '../figure.js';

/** Something to look at, with the command line that makes it again. */
export type Exhibit = {
  readonly caption: string;
  readonly command: string;
} & ({ readonly figure: Figure } | { readonly frames: readonly Frame[] });

/** One of a series of figures that show the same at different moments. */
export interface Frame {
  readonly label: string;
  readonly figure: Figure;
}

/** A part of the story that an evidence page tells. */
export interface Section {
  /** Paragraphs. */
  readonly text: readonly string[];
  readonly exhibits?: readonly Exhibit[];
}

/** The parts of the story, in order. */
export const PARTS = ['claimed', 'measured', 'parts', 'why', 'mends'] as const;
export type Part = (typeof PARTS)[number];
export type Story = Readonly<Record<Part, Section>>;
