/**
 * Where Electron's program lies, found without asking the `electron` package: in plain Node.js `require('electron')` downloads it.
 */
import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import type { ElectronArchive } from '../core/tray/electron-archives.ts'
import type { FoundElectron } from '../core/tray/tray-decision.ts'
import { electronHome, programIn, unpackedProgram } from './place.ts'

export interface ElectronSources {
  readonly platform: NodeJS.Platform
  readonly env: Readonly<Record<string, string | undefined>>
  /** Of the Node.js that runs: global packages lie beside it. */
  readonly execPath: string
  /** Where our own package is. */
  readonly from: string
  readonly cacheDir: string
  readonly archive: ElectronArchive | undefined
  readonly exists?: (path: string) => boolean
}

/** The override alone where there is one; else that of our own packages, the one that we fetched, the global one. */
export function findElectron(sources: ElectronSources): FoundElectron {
  const { platform, env, cacheDir, archive, exists = existsSync } = sources
  const override = env['ELECTRON_OVERRIDE_DIST_PATH']
  if (override) {
    const program = join(override, programIn(platform))
    return exists(program) ? { kind: 'found', program } : { kind: 'override-empty', folder: override }
  }
  const inPackage = (folder: string) => [join(folder, 'dist', programIn(platform))].find(exists)
  const { own, global } = packageFolders(sources)
  const program =
    own.map(inPackage).find(Boolean) ??
    (archive && unpackedProgram(electronHome(cacheDir), archive, platform)) ??
    global.map(inPackage).find(Boolean)
  return program === undefined ? { kind: 'missing' } : { kind: 'found', program }
}

/** <prefix>/bin/node has its packages in <prefix>/lib/node_modules, node.exe beside itself. */
function packageFolders({ platform, env, execPath, from }: ElectronSources) {
  const besideNode = dirname(execPath)
  const global =
    platform === 'win32'
      ? [join(besideNode, 'node_modules'), ...(env['APPDATA'] ? [join(env['APPDATA'], 'npm', 'node_modules')] : [])]
      : [join(besideNode, '..', 'lib', 'node_modules')]
  const electronIn = (modules: string) => join(modules, 'electron')
  return {
    own: (createRequire(from).resolve.paths('electron') ?? []).map(electronIn),
    global: global.map(electronIn),
  }
}
