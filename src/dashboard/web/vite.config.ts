import { defineConfig } from 'vite'

/** Static files only, into dist/dashboard/web; what a screen alone needs (charts) is a chunk of its own. */
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
    rolldownOptions: {
      output: {
        // The frame with the first screen and all that both import is one file: fewer requests, and it compresses better.
        codeSplitting: { groups: [{ name: 'page', test: /web[\\/](?:main|processes[\\/]processes-screen)\.tsx$/ }] },
      },
    },
  },
})
