/** What a matcher gives Vitest. */
export interface Matched {
  readonly pass: boolean;
  message(): string;
}

/** What a matcher says when it passes, which is read where `.not` was asked for, and when it does not. */
export const matched = (pass: boolean, because: { readonly passed: string; readonly failed: string }): Matched => ({
  pass,
  message: () => (pass ? because.passed : because.failed),
});
