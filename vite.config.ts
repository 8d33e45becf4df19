import fs from 'node:fs';
import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin } from 'vite';
import { apiDescriptionsPlugin } from './scripts/api-descriptions.mjs';

/** Emits the service worker with the list of what was built: after one visit the page needs no network. */
function offline(): Plugin {
  return {
    name: 'offline',
    apply: 'build',
    enforce: 'post',
    generateBundle(_, bundle) {
      const files = ['./', 'icon.svg', 'theme.js', ...Object.keys(bundle).filter((name) => !name.endsWith('.html') && !name.endsWith('.map'))];
      const version = [...files].sort().join('|');
      let hash = 0;
      for (const char of version) hash = (Math.imul(hash, 31) + char.charCodeAt(0)) >>> 0;
      const source = fs.readFileSync(new URL('./src/ui/service-worker.js', import.meta.url), 'utf8');
      this.emitFile({ type: 'asset', fileName: 'sw.js', source: source.replace("'FILES'", JSON.stringify(files)).replace('VERSION', hash.toString(36)) });
    },
  };
}

export default defineConfig({
  // Relative addresses: the built folder works from any sub-path of any web server.
  base: './',
  plugins: [react(), apiDescriptionsPlugin(), offline()],
  resolve: {
    // monaco-yaml names Monaco's files as they lay before 0.57.
    alias: [{ find: /^monaco-editor\/esm\/vs\/(.*)$/, replacement: 'monaco-editor/$1' }],
  },
  worker: { format: 'es', plugins: () => [apiDescriptionsPlugin()] },
  build: { outDir: 'dist', target: 'es2022', sourcemap: false, chunkSizeWarningLimit: 1500, modulePreload: { polyfill: false } },
  // The dev server must not discover the large packages one by one and reload in the middle.
  optimizeDeps: { include: ['react', 'react-dom/client', 'd3', 'radix-ui', 'cmdk', '@xterm/xterm', '@tanstack/react-virtual'] },
});
