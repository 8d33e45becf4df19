import { defineConfig } from 'vitest/config';
import { apiDescriptionsPlugin } from './scripts/api-descriptions.mjs';

export default defineConfig({
  plugins: [apiDescriptionsPlugin()],
  test: {
    include: ['src/**/*.test.{ts,tsx}', 'conformance/**/*.test.ts', 'scripts/**/*.test.ts'],
    environment: 'node',
    setupFiles: ['src/api/schema/install.ts', 'src/kubelet/process/applets/install.ts', 'src/controllers/admission/policies/install.ts'],
    passWithNoTests: false,
    testTimeout: 30_000,
    // One fewer by default, which on two cores is one.
    maxWorkers: '100%',
    experimental: { fsModuleCache: true },
  },
});
