/**
 * Makes the programs of src/ into dist/, with the bundler that vite brings: the command line with server and tray in parts that are loaded as
 * they are asked for, the supervisor and each thread as one file that holds all it needs. It looks at no types: `npm run types` does.
 */
import { existsSync, readFileSync } from 'node:fs'
import { dirname, join, relative, sep } from 'node:path'
import process from 'node:process'
import { build, normalizePath } from 'vite'
import { buildHash } from '../src/runner/build-hash.ts'
import { filesBelow } from './stamp.mjs'
import { root } from './toolchain.mjs'

const src = join(root, 'src')
/** Below dist/ like every folder of src/: from there a file of dist/ has the same address as from beside it. */
const parts = 'parts'

const inParts = ['app/tce', 'app/tray', 'app/own-terminals']
const supervisor = 'app/supervisor-here'
/** They are called so and take what a thread is given; what starts some is none itself. */
const threads = filesBelow(root, 'src')
  .flatMap((file) => /^src\/(.*-(?:thread|worker))\.ts$/.exec(file)?.[1] ?? [])
  .filter((name) =>
    /^import \{.*\b(?:parentPort|workerData)\b.*\} from /m.test(readFileSync(join(src, `${name}.ts`), 'utf8')),
  )
const inOneFile = [supervisor, ...threads]

const cli = ['app/command-here', 'terminal/say']
const services = ['app/open-services', 'app/config', 'app/local-services']

/**
 * What is done most, and the sources it begins with. Sources that the same of these need are one part, so that each loads few files and nothing
 * that it does not need; all others are put together by who imports them.
 * @type {Readonly<Record<string, readonly string[]>>}
 */
const journeys = {
  // Before compiled code is looked for: what is here is compiled by each command.
  start: ['app/compile-cache-dir', 'app/readable-stacks', 'terminal/standard-output'],
  // As agents run it, with every drawing.
  statusline: ['app/status-line-now', 'app/status-line-alone', 'app/folders'],
  // Whoever a server answers needs nothing of what looks by itself.
  status: [...cli, 'app/open-services', 'app/config', 'cli/commands/status'],
  // Loaded while a server makes its answer.
  view: ['cli/views/status-view', 'cli/soon-full'],
  look: [
    ...['app/look-here', 'sessions/live-sessions'],
    ...['scanner/process-table', 'scanner/scanner', 'scanner/terminal-titles'],
  ],
  command: [...cli, 'cli/command-line'],
  ask: ['client/server-client', 'client/remote-look'],
  services: ['client/remote-services'],
  // Whom a server answers needs nothing of what counts or serves, though much of that needs the same words.
  usage: ['cli/commands/usage', 'cli/views/usage-view'],
  waiting: ['cli/commands/waiting', 'cli/commands/answer'],
  count: [...services, 'tracker/open-usage', 'tracker/local-calendar', 'app/sources'],
  sessions: ['sessions/session-watcher', 'sessions/session-glimpse', 'scanner/session-signs/kept-sessions'],
  serve: [
    ...[...services, 'app/app', 'app/serve', 'services/local/alerts', 'services/local/analytics'],
    ...['services/local/advice', 'services/local/limits', 'services/local/waiting', 'services/local/prompts'],
    'services/local/hook-installs',
  ],
}

/** What does not look, count or serve by itself. */
const asking = ['command', 'ask', 'services', 'usage', 'waiting']

/** Packages of many small files that most starts wait for: their text is put into the parts. All others are loaded from where npm put them. */
const taken = [
  ...['@asteasolutions/zod-to-openapi', '@hono/node-server', '@hono/zod-openapi', '@hono/zod-validator'],
  ...['@noble/hashes', 'commander', 'env-paths', 'eventsource-parser', 'hono', 'is-safe-filename', 'jsonc-parser'],
  ...['openapi3-ts', 'smol-toml', 'zod'],
]

/** @param {string} name */
const sourceOf = (name) => normalizePath(join(src, `${name}.ts`))
/** @param {string} id */
const nameOf = (id) =>
  relative(src, id)
    .split(sep)
    .join('/')
    .replace(/\.tsx?$/, '')

/**
 * A source that asks where it lies is answered as if it were still a file of its own: `dist/tracker/parse-pool.js`.
 * @returns {import('vite').Plugin}
 */
const places = () => ({
  name: 'places',
  enforce: 'pre',
  transform: {
    filter: { id: /\/src\/.*\.tsx?$/, code: /\bimport\.meta\.(?:url|dirname|filename)\b/ },
    handler(code, id) {
      const file = `../${nameOf(id)}.js`
      /** @type {Record<string, string>} */
      const answers = {
        url: `new URL('${file}', import.meta.url).href`,
        dirname: `(import.meta.dirname + '/${dirname(file)}')`,
        filename: `(import.meta.dirname + '/${file}')`,
      }
      const answered = code.replaceAll(/\bimport\.meta\.(url|dirname|filename)\b/g, (_, asked) => answers[asked] ?? '')
      return { code: answered, map: null }
    },
  },
})

/**
 * Which supervisor this is: its sources are read now.
 * @returns {import('vite').Plugin}
 */
const supervisorHash = () => ({
  name: 'supervisor-hash',
  enforce: 'pre',
  load: {
    filter: { id: /\/src\/runner\/build-hash\.ts$/ },
    handler: () => `export const buildHash = () => '${buildHash()}'`,
  },
})

/**
 * Each program reads its stacks in the words of its sources; the supervisor is a program of its own, whoever names it.
 * @returns {import('vite').Plugin}
 */
const programs = () => ({
  name: 'programs',
  enforce: 'pre',
  resolveId(id, importer) {
    if (importer === undefined || !id.startsWith('.') || nameOf(join(dirname(importer), id)) !== supervisor) return
    return { id: './supervisor-here.js', external: 'absolute' }
  },
  transform(code, id) {
    const isProgram = [...inParts, ...inOneFile].includes(nameOf(id))
    // On its first line: all others keep their numbers.
    return isProgram
      ? { code: `import ${JSON.stringify(sourceOf('app/readable-stacks'))};${code}`, map: null }
      : undefined
  },
})

const fromNode = /^import (.+) from ["'](node:[^"']+)["'];?$/gm

/**
 * What Node.js brings is taken instead of imported. An import reads all that a module exports, and what Node.js would make when it is asked for is
 * made: the three standard streams with `node:process`, a whole `fetch` with `node:http`, streams with `node:fs`.
 * @returns {import('vite').Plugin}
 */
const builtins = () => ({
  name: 'builtins',
  renderChunk: {
    order: 'post',
    // As many lines as before: the map holds.
    handler: (code) => ({
      code: code.replaceAll(fromNode, (_, names, module) => takenFrom(names, module)),
      map: null,
    }),
  },
})

/**
 * @param {string} names as imported: `fs`, `* as fs`, `{ readFileSync, stat as statOf }`, `fs, { readFileSync }`
 * @param {string} module
 */
function takenFrom(names, module) {
  const from = module === 'node:process' ? 'globalThis.process' : `globalThis.process.getBuiltinModule("${module}")`
  const [, whole, some] = /^(?:\* as )?([\w$]+)?(?:, )?(\{.*\})?$/.exec(names) ?? []
  if (whole === undefined && some === undefined) throw new Error(`An import of ${module} is not understood: ${names}`)
  return [whole, some?.replaceAll(/ as /g, ': ')].flatMap((to) => (to ? [`const ${to} = ${from};`] : [])).join(' ')
}

const door = /^export \{ [^}]* \} from "\.\/([^"/]+)";\s*(?:\/\/# sourceMappingURL=\S+\s*)?$/

/**
 * What is imported when it is asked for and lies in a part with others gets a file before it that names its exports alone. Each such file takes
 * a start half a millisecond, so the part itself is imported: there the exports have the same names.
 * @returns {import('vite').Plugin}
 */
const withoutDoors = () => ({
  name: 'without-doors',
  generateBundle(_, made) {
    /** @type {Map<string, string>} */
    const behind = new Map()
    for (const [file, one] of Object.entries(made)) {
      const [, part] = (one.type === 'chunk' && one.isDynamicEntry && door.exec(one.code)) || []
      if (part === undefined || / as /.test(one.type === 'chunk' ? one.code : '')) continue
      behind.set(file.slice(`${parts}/`.length), part)
      delete made[file]
      delete made[`${file}.map`]
    }
    for (const one of Object.values(made)) {
      if (one.type !== 'chunk') continue
      one.code = one.code.replaceAll(
        /\bimport\("((?:\.\/|\.\.\/parts\/))([^"/]+)"\)/g,
        (_, dir, file) => `import("${dir}${behind.get(file) ?? file}")`,
      )
    }
  },
})

/**
 * @param {readonly string[]} names
 * @param {import('vite').Rolldown.OutputOptions['codeSplitting']} codeSplitting
 * @returns {Promise<readonly string[]>} what it made, below dist/
 */
async function bundle(names, codeSplitting) {
  const there = names.filter((name) => existsSync(sourceOf(name)))
  if (there.length === 0) return []
  const built = await build({
    root,
    configFile: false,
    publicDir: false,
    logLevel: 'error',
    ssr: { noExternal: taken },
    plugins: [places(), supervisorHash(), programs(), builtins(), withoutDoors()],
    build: {
      ssr: true,
      outDir: 'dist',
      emptyOutDir: false,
      // What is read by people when it fails. It was measured: as a third less of text it starts no sooner.
      minify: false,
      sourcemap: true,
      target: 'es2024',
      rolldownOptions: {
        input: Object.fromEntries(there.map((name) => [name, sourceOf(name)])),
        output: {
          entryFileNames: '[name].js',
          chunkFileNames: ({ facadeModuleId, name }) =>
            `${parts}/${facadeModuleId ? nameOf(facadeModuleId).replaceAll('/', '.') : name}.js`,
          // What they export is called alike in every build.
          minifyInternalExports: false,
          sourcemapExcludeSources: true,
          comments: false,
          // A text with one other character takes two bytes for each in memory, as long as the program runs.
          charset: 'ascii',
          codeSplitting,
        },
      },
    },
  })
  return 'output' in built ? built.output.map(({ fileName }) => fileName) : []
}

/**
 * The journeys that need a source, as a name. Those that import it need it too: no part imports one that it is imported by.
 * @returns {(id: string, context: { getModuleInfo(id: string): { readonly importedIds: readonly string[] } | null }) => string | null}
 */
function partOf() {
  /** @type {Map<string, string[]> | undefined} */
  let known
  return (id, context) => {
    known ??= travel((id) => context.getModuleInfo(id)?.importedIds ?? [])
    const of = known.get(id)
    return of === undefined ? null : partFor(of)
  }
}

/**
 * Whatever one of the first journeys shares with others is one part: it loads all of it anyway, and each file more takes half a millisecond.
 * Where a source goes, what it imports goes too or further on: no part imports one that it is imported by.
 * @param {readonly string[]} of in the order of the journeys
 */
function partFor([first = '', ...others]) {
  // Whoever needs some of it takes the rest as well: it is small, or nearly all that every command begins with.
  if (['start', 'status', 'view', 'ask'].includes(first)) return first
  // Who does not look by itself takes a few words of it, and not the rest.
  if (first === 'look' && others.some((one) => asking.includes(one))) return 'look-words'
  if (others.length > 0 && ['statusline', 'look'].includes(first)) return `${first}-shared`
  return [first, ...others].join('-')
}

/** @param {(id: string) => readonly string[]} importsOf */
function travel(importsOf) {
  /** @type {Map<string, string[]>} */
  const known = new Map()
  for (const [journey, names] of Object.entries(journeys)) {
    const left = names.map(sourceOf)
    for (let id = left.pop(); id !== undefined; id = left.pop()) {
      const of = known.get(id) ?? []
      if (of.at(-1) === journey) continue
      known.set(id, [...of, journey])
      left.push(...importsOf(id))
    }
  }
  return known
}

try {
  const made = [
    ...(await bundle(inParts, { groups: [{ name: partOf() }], includeDependenciesRecursively: false })),
    ...(await Promise.all(inOneFile.map((name) => bundle([name], false)))).flat(),
  ]
  // For build.mjs: all else in dist/ is of an earlier build.
  for (const file of made) console.log(`dist/${file}`)
} catch (cause) {
  console.error(cause instanceof Error ? cause.message : cause)
  process.exitCode = 1
}
