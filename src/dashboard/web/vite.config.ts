import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { extname, join } from 'node:path'
import { brotliCompressSync } from 'node:zlib'
import { build, defineConfig, normalizePath, type Plugin, type UserConfig } from 'vite'

const firstFile = 'page'
/**
 * What comes right behind the first picture (parts/comes-soon.tsx) is one file, too; its styles come before what any screen adds, whichever is
 * opened first.
 */
const soon = [
  ...['processes/agent-detail', 'processes/kill-dialog', 'processes/kill-stale-dialog', 'processes/outcome'],
  ...['limits/limit-gauge', 'tray/tray-banner', 'signin/sign-in-again-dialog', 'shortcuts-list', 'tasks/step-task'],
  ...['processes/agent-cards', 'processes/folded-sections', 'processes/unseen-sessions', 'processes/no-processes'],
  ...['ideas/new-idea-dialog', 'offline-banner', 'parts/shared-later', 'styles/soon'],
]
const isSoon = (id: string): boolean =>
  soon.some((part) => new RegExp(`/web/${part}\\.(?:tsx?|css)$`).test(normalizePath(id)))

const shared = {
  root: import.meta.dirname,
  base: '/',
  publicDir: false,
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
} satisfies UserConfig

/** Static files only, into dist/dashboard/web; what a screen alone needs (charts) is a chunk of its own. */
export default defineConfig({
  ...shared,
  plugins: [compiledAtOnce(), compressed(), drawnFirst()],
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
        codeSplitting: {
          groups: [
            { name: firstFile, test: /web[\\/]main\.tsx$/, priority: 2 },
            { name: 'soon', test: isSoon, priority: 1 },
          ],
        },
      },
    },
  },
})

/**
 * Nearly all of the page's first file runs before its first picture. So V8 compiles it while it loads it, beside the page's own thread, and not
 * each function when it is first called: https://v8.dev/blog/explicit-compile-hints
 */
function compiledAtOnce(): Plugin {
  return {
    name: 'compiled-at-once',
    apply: 'build',
    // Behind all who put something in front of it.
    enforce: 'post',
    generateBundle: {
      order: 'post',
      handler(_, bundle) {
        for (const file of Object.values(bundle)) {
          if (file.type === 'chunk' && file.name === firstFile) file.code = `//# allFunctionsCalledOnLoad\n${file.code}`
        }
      },
    },
  }
}

/** Each text also as brotli at its best, which takes too long for a server that is asked: static-files.ts sends it. */
function compressed(): Plugin {
  return {
    name: 'compressed',
    apply: 'build',
    writeBundle({ dir = '' }) {
      for (const file of readdirSync(dir, { recursive: true, encoding: 'utf8' })) {
        if (!['.html', '.js', '.css', '.svg'].includes(extname(file))) continue
        const path = join(dir, file)
        writeFileSync(`${path}.br`, brotliCompressSync(readFileSync(path)))
      }
    },
  }
}

/** What the server draws the first picture with (../first-picture.ts): the same sources as one script, without what comes later. */
function drawnFirst(): Plugin {
  return {
    name: 'drawn-first',
    apply: 'build',
    async closeBundle() {
      const { outDir } = this.environment.config.build
      await build({
        ...shared,
        configFile: false,
        logLevel: 'warn',
        ssr: { noExternal: true },
        plugins: [{ name: 'nothing-later', enforce: 'pre', resolveDynamicImport: () => false }],
        build: {
          ssr: 'first-picture.tsx',
          outDir,
          emptyOutDir: false,
          minify: true,
          target: 'es2024',
          rolldownOptions: { output: { format: 'cjs', entryFileNames: 'first-picture.cjs' } },
        },
      })
    },
  }
}
