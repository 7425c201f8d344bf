import { defineConfig } from 'vite'

/** Static files only, into dist/dashboard/web; what a tab alone needs (charts) is a chunk of its own. */
export default defineConfig({
  root: import.meta.dirname,
  base: '/',
  publicDir: false,
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  build: {
    outDir: '../../../dist/dashboard/web',
    emptyOutDir: true,
    target: 'es2023',
    modulePreload: { polyfill: false },
    // A strict CSP allows no data: scripts or styles; images stay files too.
    assetsInlineLimit: 0,
  },
})
