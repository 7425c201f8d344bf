/** Electron's program into the cache of this machine, and programs of earlier versions out of it. */
import type { Result } from '../core/result.ts'
import type { Config } from '../core/settings/config.ts'
import type { ElectronArchive } from '../core/tray/electron-archives.ts'
import { archiveUrl } from '../core/tray/electron-archives.ts'
import type { InstallFailure } from '../electron/install-electron.ts'
import { fetchElectron, installElectronFrom } from '../electron/install-electron.ts'
import { removeOlder } from '../electron/kept.ts'
import { electronHome } from '../electron/place.ts'
import { createProcessTable } from '../scanner/process-table.ts'
import type { FetchWatch } from './tray-starter.ts'

/** The path of the program: fetched, or from an archive that is there. */
export async function installHere(
  { cacheDir }: Config,
  { env, platform }: { readonly env: NodeJS.ProcessEnv; readonly platform: NodeJS.Platform },
  archive: ElectronArchive,
  watch: Partial<FetchWatch>,
  file?: string,
): Promise<Result<string, InstallFailure>> {
  const home = electronHome(cacheDir)
  const options = { archive, home, platform, ...watch }
  const installed =
    file === undefined
      ? await fetchElectron({ ...options, url: archiveUrl(archive, env), env })
      : await installElectronFrom(file, options)
  if (installed.ok) await removeOlder(home, archive.version, await programsIn(home))
  return installed
}

/** A tray of another data folder may still run one of them. */
async function programsIn(home: string): Promise<readonly string[]> {
  const isInside = (path: string | undefined) => path?.startsWith(home) === true
  const processes = await createProcessTable().read(({ exePath }) => isInside(exePath))
  return processes.flatMap(({ exePath }) => (exePath !== undefined && isInside(exePath) ? [exePath] : []))
}
