/** Claude Code as a script under node, bun or deno: which argument is the script, and whether it is ours. Pure. */
import { baseName, type Install, normalisedPath } from './executable.ts'

interface ScriptRule {
  readonly install: Install
  /** Tested on a path with forward slashes. */
  readonly path: RegExp
}

const scripts: readonly ScriptRule[] = [
  // The extension up to 2.0 ran it under the editor's own runtime.
  { install: 'vscode', path: /\/anthropic\.claude-code-[^/]+\/resources\/claude-code\/cli\.[cm]?js$/i },
  { install: 'sdk', path: /\/@anthropic-ai\/claude-agent-sdk\/cli\.[cm]?js$/i },
  { install: 'npm-script', path: /\/@anthropic-ai\/claude-code\/cli\.[cm]?js$/i },
  // The link that npm, pnpm, yarn, bun and volta put into a bin folder.
  { install: 'npm-script', path: /\/\.?bin\/claude$/ },
  // deno run -A npm:@anthropic-ai/claude-code@2.1.112
  { install: 'npm-script', path: /^npm:\/?@anthropic-ai\/claude-code(?:@[^/]+)?(?:\/[\w.-]+)?$/ },
  { install: 'sdk', path: /^npm:\/?@anthropic-ai\/claude-agent-sdk(?:@[^/]+)?\/cli\.[cm]?js$/ },
]

export function scriptInstallOf(script: string): Install | undefined {
  const path = normalisedPath(script)
  return scripts.find((rule) => rule.path.test(path))?.install
}

/** Flags of node, bun and deno whose value stands apart. One that is missing here costs its session, a wrong one shows a stranger. */
const flagsWithValue = new Set(
  (
    '-r --require --import --loader --experimental-loader -C --conditions --env-file --env-file-if-exists --title ' +
    '--disable-warning --dns-result-order --unhandled-rejections --input-type --icu-data-dir --openssl-config ' +
    '--redirect-warnings --diagnostic-dir --report-dir --report-filename --report-signal --heapsnapshot-signal ' +
    '--heapsnapshot-near-heap-limit --max-http-header-size --max-old-space-size-percentage --stack-trace-limit ' +
    '--secure-heap --secure-heap-min --security-revert --tls-cipher-list --tls-keylog --trace-event-categories ' +
    '--trace-event-file-pattern --trace-require-module --use-largepages --v8-pool-size --localstorage-file ' +
    '--experimental-config-file --cpu-prof-dir --cpu-prof-name --cpu-prof-interval --heap-prof-dir --heap-prof-name ' +
    '--heap-prof-interval --inspect-port --inspect-publish-uid --disable-proto --allow-fs-read --allow-fs-write ' +
    '--watch-path --watch-kill-signal --network-family-autoselection-attempt-timeout --snapshot-blob ' +
    '--preload --cwd --define -d --tsconfig-override --port ' +
    '-c --config --import-map --lock --cert -L --log-level --seed --location --ext'
  ).split(' '),
)
const flagsInsteadOfScript = new Set(['-e', '--eval', '-p', '--print', '-pe', '--check', '--run', '--test'])

/** Which argument of a runtime is the script it runs. `-c` checks a script under node, and names a file of settings elsewhere. */
export function scriptIndex(argv: readonly string[]): number | undefined {
  const isNode = /^node/i.test(baseName(argv[0] ?? ''))
  for (let i = 1; i < argv.length; i += 1) {
    const word = argv[i] ?? ''
    if (flagsInsteadOfScript.has(word) || (isNode && word === '-c')) return undefined
    if (flagsWithValue.has(word)) i += 1
    else if (!word.startsWith('-') && (isNode || word !== 'run')) return i
  }
  return undefined
}
