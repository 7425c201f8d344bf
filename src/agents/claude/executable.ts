/**
 * Which executables are Claude Code, by their path. Names tell little: the same program runs as `claude`, `claude.exe` (on every
 * system), `2.1.329` or `node`, and the Claude Desktop app is called `claude.exe` as well. Pure.
 */
import type { OsProcess } from '../../core/process/process.ts'
import type { Platform } from '../agent.ts'

export type Install =
  | 'native'
  | 'npm'
  | 'npm-script'
  | 'sdk'
  | 'homebrew'
  | 'winget'
  | 'package'
  | 'version-manager'
  | 'vscode'
  | 'desktop'
  | 'elsewhere'

interface InstallRule {
  readonly install: Install
  /** Tested on a path with forward slashes and without " (deleted)". */
  readonly path: RegExp
}

/**
 * One row per way of installing, the first that matches names it.
 * Seen running: native, npm, sdk. From other people's reports: vscode, desktop, homebrew, version-manager. From the packages' layout:
 * winget, package. Installs through a Node.js of nvm, fnm, volta, pnpm, yarn or bun end in node_modules: npm.
 */
const installs: readonly InstallRule[] = [
  // …/Application Support/Claude/claude-code/2.1.329/claude.app/Contents/MacOS/claude, %APPDATA%\Claude\claude-code\2.1.329\claude.exe
  { install: 'desktop', path: /\/Claude\/claude-code\/(?:[^/]+\/)*claude(?:\.exe)?$/ },
  // In WSL and on remote machines: ~/.claude/remote/ccd-cli/2.1.329
  { install: 'desktop', path: /\/ccd-cli\/\d[^/]*(?:\/claude)?$/ },
  { install: 'vscode', path: /\/anthropic\.claude-code-[^/]+\/resources\/native-binary\/claude(?:\.exe)?$/ },
  { install: 'native', path: /\/claude\/versions\/\d+\.\d+\.\d+[^/]*$/ },
  // An update on Windows leaves the running file as claude.exe.old.<time>.
  { install: 'native', path: /\/\.local\/bin\/claude(?:\.exe(?:\.old\.\d+)?)?$/ },
  { install: 'npm', path: /\/@anthropic-ai\/claude-code(?:-[\w-]+)?\/(?:bin\/)?claude(?:\.exe)?$/ },
  { install: 'sdk', path: /\/@anthropic-ai\/claude-agent-sdk(?:-[\w-]+)?\/(?:bin\/)?claude(?:\.exe)?$/ },
  // VS Code Copilot keeps an SDK of its own under <user data>/agent-host/sdk-cache.
  { install: 'sdk', path: /\/agent-host\/sdk-cache\/(?:[^/]+\/)*claude(?:\.exe)?$/ },
  { install: 'homebrew', path: /\/Caskroom\/claude-code(?:@[^/]+)?\/[^/]+\/claude$/ },
  { install: 'winget', path: /\/WinGet\/(?:Packages\/Anthropic\.ClaudeCode[^/]*|Links)\/claude\.exe$/i },
  // C:\ProgramData\chocolatey\lib\claude-code\tools\claude.exe
  { install: 'package', path: /\/chocolatey\/lib\/claude-code\/tools\/claude\.exe$/i },
  { install: 'package', path: /^\/nix\/store\/[^/]*claude-code[^/]*\/bin\/\.?claude(?:-(?:un)?wrapped)?$/ },
  // …/mise/installs/claude/2.1.41/bin/claude, …/scoop/apps/claude-code/current/claude.exe, /snap/claude-code/12/bin/claude
  {
    install: 'version-manager',
    path: /[/-]claude(?:-code)?\/(?:v?\d[^/]*|current|latest)\/(?:[^/]+\/)*claude(?:\.exe)?$/,
  },
  // ~/.local/opt/claude-v2.1.41/bin/claude
  { install: 'version-manager', path: /[/-]claude(?:-code)?[@-]v?\d[^/]*\/(?:[^/]+\/)*claude(?:\.exe)?$/ },
]

/** Where nothing else is called `claude`: folders of programs, and the one of the first migration away from npm. */
const installsOnUnix: readonly InstallRule[] = [
  { install: 'package', path: /\/bin\/claude$/ },
  { install: 'native', path: /\/\.claude\/local\/claude$/ },
]

/** The Desktop app, and what version managers put into the PATH: it starts the real one as its child. */
const notClaudeCode = /\.app\/|\/shims\/|\/\.volta\/bin\//

const installsOnWindows: readonly InstallRule[] = installs.map(({ install, path }) => ({
  install,
  path: new RegExp(path.source, 'i'),
}))

/** The installation an executable belongs to; undefined when its path does not tell, as for the Claude Desktop app itself. */
export function installOf(exePath: string, platform: Platform): Install | undefined {
  const path = normalisedPath(exePath)
  const find = (rules: readonly InstallRule[]) => rules.find((rule) => rule.path.test(path))?.install
  if (platform === 'win32') return find(installsOnWindows)
  return find(installs) ?? (notClaudeCode.test(path) ? undefined : find(installsOnUnix))
}

/** A file called `claude` in any other folder, started by that bare name: nothing else that a PATH has under it is known. Not on Windows. */
export function isFoundByName(exePath: string, argv0: string | undefined, platform: Platform): boolean {
  const path = normalisedPath(exePath)
  return platform !== 'win32' && argv0 === 'claude' && path.endsWith('/claude') && !notClaudeCode.test(path)
}

/** `C:\a\b.exe` → `C:/a/b.exe`; Linux appends " (deleted)" when an update replaced a running file. */
export const normalisedPath = (path: string): string => path.replace(/ \(deleted\)$/, '').replaceAll('\\', '/')

export const baseName = (path: string): string => {
  const normalised = normalisedPath(path)
  return normalised.slice(normalised.lastIndexOf('/') + 1)
}

/** node, bun or deno under any of their names; `node-22`, `nodejs`, `node.exe`. */
export const isScriptRuntime = (path: string): boolean =>
  /^(?:node(?:js)?(?:-?\d+(?:\.\d+)*)?|bun|deno)(?:\.exe)?$/i.test(baseName(path))

/** The path of the executable, or the best stand-in for it: argv[0] where that is a whole path. */
export function executablePath({ exePath, argv }: Pick<OsProcess, 'exePath' | 'argv'>): string | undefined {
  return [exePath, argv?.[0]].find((path) => path !== undefined && /[/\\]/.test(path))
}

const versionPatterns: readonly RegExp[] = [
  /\/claude\/versions\/(\d+\.\d+\.\d+[^/]*)$/i,
  /\/anthropic\.claude-code-(\d+\.\d+\.\d+)[^/]*\//i,
  /\/ccd-cli\/(\d+\.\d+\.\d+[^/]*)/i,
  // …/claude-code/2.1.321/…, …/installs/claude/2.1.41/…, …/Caskroom/claude-code@latest/2.1.329/…
  /[/-]claude(?:-code)?(?:@[^/]+)?\/v?(\d+\.\d+\.\d+[^/]*)\//i,
  // /nix/store/…-claude-code-2.1.300/…, ~/.local/opt/claude-v2.1.41/…, .pnpm/@anthropic-ai+claude-code@2.1.112/…
  /[/+-]claude(?:-code)?(?:-[a-z]\w*)*[@-]v?(\d+\.\d+\.\d+)[^/]*\//i,
]

/** The version, where the path of the executable has it in it. */
export function versionInPath(exePath: string): string | undefined {
  const path = normalisedPath(exePath)
  return versionPatterns.map((pattern) => pattern.exec(path)?.[1]).find((version) => version !== undefined)
}
