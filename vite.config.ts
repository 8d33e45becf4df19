import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

export default defineConfig({
  // Relative addresses: the built folder works from any sub-path of any web server.
  base: './',
  plugins: [react()],
  resolve: {
    // monaco-yaml names Monaco's files as they lay before 0.57.
    alias: [{ find: /^monaco-editor\/esm\/vs\/(.*)$/, replacement: 'monaco-editor/$1' }],
  },
  worker: { format: 'es' },
  build: { outDir: 'dist', target: 'es2022', sourcemap: false, chunkSizeWarningLimit: 1500, modulePreload: { polyfill: false } },
  // The dev server must not discover the large packages one by one and reload in the middle.
  optimizeDeps: { include: ['react', 'react-dom/client', 'd3', 'radix-ui', 'cmdk', '@xterm/xterm', '@tanstack/react-virtual'] },
});
