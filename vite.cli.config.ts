import { defineConfig } from 'vite';

/** The command line, as one file for Node. */
export default defineConfig({
  build: { ssr: 'src/cli/main.ts', outDir: 'build', target: 'node20', emptyOutDir: true, minify: false, rollupOptions: { output: { entryFileNames: 'kubetick.js', codeSplitting: false } } },
  ssr: { noExternal: true },
  publicDir: false,
  logLevel: 'warn',
});
