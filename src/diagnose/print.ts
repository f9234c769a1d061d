/** A number for people: four significant digits, as short as it goes. */
export const short = (value: number): string => `${Number(value.toPrecision(4))}`;

/** A share as a percentage, for people. */
export const percent = (share: number): string => `${Number((100 * share).toPrecision(3))} %`;
