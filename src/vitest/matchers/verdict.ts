/** What a matcher gives Vitest. */
export interface Matched {
  readonly pass: boolean;
  message(): string;
}

/** What holds; the message is read where `.not` was asked for. */
export const passed = (message: string): Matched => ({ pass: true, message: () => message });

/** What does not hold, and what would have. */
export const failed = (message: string): Matched => ({ pass: false, message: () => message });
