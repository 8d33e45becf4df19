import { defineConfig } from 'vite';
import { apiDescriptionsPlugin } from './scripts/api-descriptions.mjs';

/** The command line and the bench, for Node. */
export default defineConfig({
  plugins: [apiDescriptionsPlugin()],
  build: {
    ssr: true,
    outDir: 'build',
    target: 'node20',
    emptyOutDir: true,
    minify: false,
    rollupOptions: { input: { kubetick: 'src/cli/main.ts', bench: 'bench/main.ts' }, output: { entryFileNames: '[name].js' } },
  },
  ssr: { noExternal: true },
  publicDir: false,
  logLevel: 'warn',
});
