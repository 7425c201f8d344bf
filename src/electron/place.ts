/** Where Electron's program lies in the user's cache folder: `electron/<version>`, whole or not at all. */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { ElectronArchive } from '../core/tray/electron-archives.ts'

export const electronHome = (cacheDir: string): string => join(cacheDir, 'electron')

export function programIn(platform: string): string {
  if (platform === 'darwin') return join('Electron.app', 'Contents', 'MacOS', 'Electron')
  return platform === 'win32' ? 'electron.exe' : 'electron'
}

/** Says of which archive the folder is: with it a folder of another system, or of another sum, is none. */
export const sumFile = 'archive.sha256'

/** The program of exactly this archive. */
export function unpackedProgram(home: string, archive: ElectronArchive, platform: string): string | undefined {
  const folder = join(home, archive.version)
  const program = join(folder, programIn(platform))
  try {
    if (readFileSync(join(folder, sumFile), 'utf8').trim() !== archive.sha256) return undefined
  } catch {
    return undefined // never unpacked, or not ours to read
  }
  return existsSync(program) ? program : undefined
}
