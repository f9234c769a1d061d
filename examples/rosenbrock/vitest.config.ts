import { allureReporters } from 'plumbline/reporters';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: { include: ['specs/**/*.spec.ts'], reporters: ['default', ...allureReporters()] },
});
