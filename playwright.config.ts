import { defineConfig } from '@playwright/test';

const port = Number(process.env['E2E_PORT'] ?? 4319);

/** End-to-end tests run against the built site, served from a sub-path. */
export default defineConfig({
  testDir: 'e2e',
  workers: 2,
  fullyParallel: false,
  // A test that fails now and then is at fault, or what it tests is.
  retries: 0,
  timeout: 90_000,
  expect: {
    timeout: 15_000,
    // Fonts are the machine's own: letters may differ, and lines by a few pixels, but no colour, panel or drawing. A picture is the same for every system.
    toHaveScreenshot: { maxDiffPixelRatio: 0.06, threshold: 0.3, animations: 'disabled', caret: 'hide', scale: 'css' },
  },
  snapshotPathTemplate: '{testDir}/pictures/{arg}{ext}',
  reporter: [['list']],
  outputDir: 'test-results',
  use: {
    baseURL: `http://127.0.0.1:${port}/some/folder/`,
    viewport: { width: 1440, height: 900 },
    screenshot: 'only-on-failure',
    launchOptions: {
      executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium',
      args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
    },
  },
  webServer: { command: `node e2e/serve.mjs dist ${port} /some/folder/`, url: `http://127.0.0.1:${port}/some/folder/`, reuseExistingServer: false },
});
