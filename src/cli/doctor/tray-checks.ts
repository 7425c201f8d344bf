/** The tray: whether it runs, whether it could, and whether TCE starts at login. */
import { readlink } from 'node:fs/promises'
import { join } from 'node:path'
import type { AutostartEntry } from '../../control/autostart.ts'
import { createAutostart } from '../../control/autostart.ts'
import { createProcessTable } from '../../scanner/process-table.ts'
import type { Finding } from '../views/doctor-view.ts'
import type { DoctorFacts } from './facts.ts'

const section = 'This machine'

export async function checkTray(facts: DoctorFacts): Promise<readonly Finding[]> {
  const { platform, homeDir, env } = facts
  const entries = await createAutostart({ platform, homeDir, env }).status()
  return [await trayFinding(facts, entries)]
}

async function trayFinding(facts: DoctorFacts, entries: readonly AutostartEntry[]): Promise<Finding> {
  const login = entries.length > 0 ? 'Starts at login.' : 'At login as well: tce autostart on'
  if (await isTrayRunning(facts)) return { section, level: 'ok', message: `Tray runs. ${login}` }
  if (!hasDesktop(facts)) {
    const here = 'No desktop here, so no tray. The dashboard does the same.'
    return { section, level: 'ok', message: entries.length === 0 ? here : `${here} It starts at login.` }
  }
  const obstacle = await facts.trayObstacle()
  if (obstacle?.isChosen) return { section, level: 'ok', message: obstacle.message }
  if (obstacle !== undefined) {
    return { section, level: 'remark', message: obstacle.message, remedy: 'Without it: tce run --no-tray' }
  }
  return { section, level: 'ok', message: `Tray can run: tce run. ${login}` }
}

const hasDesktop = ({ platform, env }: DoctorFacts): boolean =>
  platform !== 'linux' || Boolean(env['DISPLAY'] || env['WAYLAND_DISPLAY'])

/** Electron keeps its single instance with a link `SingletonLock` -> `<host>-<pid>`; on Windows with a file that tells nobody's pid. */
async function isTrayRunning({ config }: DoctorFacts): Promise<boolean> {
  if (!config.ok) return false
  const target = await readlink(join(config.value.dataDir, 'electron', 'SingletonLock')).catch(() => '')
  const pid = Number(/-(\d+)$/.exec(target)?.[1])
  if (!Number.isInteger(pid)) return false
  const found = await createProcessTable().inspect(pid)
  return found !== undefined && found.state !== 'zombie' && /electron|tce/i.test(`${found.exePath} ${found.name}`)
}
