import { defineConfig } from '@playwright/test';
import tests from '../playwright.config.ts';

const port = Number(process.env['BENCH_PORT'] ?? 4318);
const baseURL = `http://127.0.0.1:${port}/some/folder/`;

/** The frames of the built site, measured in Chromium: no test, so apart from them. */
export default defineConfig({
  ...tests,
  testDir: '.',
  testMatch: '*.spec.ts',
  timeout: 180_000,
  // What records a test for later costs the main thread time.
  use: { ...tests.use, baseURL, trace: 'off' },
  webServer: { command: `node e2e/serve.mjs dist ${port} /some/folder/`, cwd: '..', url: baseURL, reuseExistingServer: false },
});
