/**
 * Where Electron's program lies, found without asking the `electron` package: in plain Node.js `require('electron')` downloads it.
 */
import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'

export interface ElectronSources {
  readonly platform: NodeJS.Platform
  readonly env: Readonly<Record<string, string | undefined>>
  /** Of the Node.js that runs: global packages lie beside it. */
  readonly execPath: string
  /** Where our own package is. */
  readonly from: string
  readonly exists?: (path: string) => boolean
}

const machine = (): ElectronSources => ({
  platform: process.platform,
  env: process.env,
  execPath: process.execPath,
  from: import.meta.url,
})

export type FoundElectron =
  | { readonly kind: 'found'; readonly program: string }
  /** The package is there, its program was not downloaded yet. */
  | { readonly kind: 'not-downloaded'; readonly folder: string }
  | { readonly kind: 'missing' }

export function findElectron(sources: ElectronSources = machine()): FoundElectron {
  const { platform, env, exists = existsSync } = sources
  const program = programIn(platform)
  const override = env['ELECTRON_OVERRIDE_DIST_PATH']
  if (override) {
    const path = join(override, program)
    return exists(path) ? { kind: 'found', program: path } : { kind: 'missing' }
  }
  const folders = packageFolders(sources).filter((folder) => exists(join(folder, 'package.json')))
  const complete = folders.map((folder) => join(folder, 'dist', program)).find(exists)
  if (complete !== undefined) return { kind: 'found', program: complete }
  const [folder] = folders
  return folder === undefined ? { kind: 'missing' } : { kind: 'not-downloaded', folder }
}

function programIn(platform: NodeJS.Platform): string {
  if (platform === 'darwin') return join('Electron.app', 'Contents', 'MacOS', 'Electron')
  return platform === 'win32' ? 'electron.exe' : 'electron'
}

/** Ours first, then the global one: <prefix>/bin/node has its packages in <prefix>/lib/node_modules, node.exe beside itself. */
function packageFolders({ platform, env, execPath, from }: ElectronSources): readonly string[] {
  const own = (createRequire(from).resolve.paths('electron') ?? []).map((modules) => join(modules, 'electron'))
  const besideNode = dirname(execPath)
  const global =
    platform === 'win32'
      ? [join(besideNode, 'node_modules'), ...(env['APPDATA'] ? [join(env['APPDATA'], 'npm', 'node_modules')] : [])]
      : [join(besideNode, '..', 'lib', 'node_modules')]
  return [...own, ...global.map((modules) => join(modules, 'electron'))]
}
