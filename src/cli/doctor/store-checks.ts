/** What is wrong with what TCE stores, and what was put aside of it. */
import { existsSync, statSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { rebuiltStoreFiles } from '../../core/data/kept-data.ts'
import { formatBytes } from '../../core/words/format.ts'
import type { Finding } from '../views/doctor-view.ts'
import { type DoctorFacts, shortPath } from './facts.ts'

const section = 'Data'

export async function checkStores({ config, services, homeDir }: DoctorFacts): Promise<readonly Finding[]> {
  if (!config.ok || services === undefined) return []
  const { dataDir } = config.value
  const { stores } = await services.data.read()
  const problems = stores.flatMap(({ problem }) => (problem === undefined ? [] : [problem]))
  const aside = existsSync(dataDir) ? await putAside(dataDir) : []
  return [
    ...problems.map((message): Finding => ({ section, level: 'problem', message })),
    ...aside.map((path) => asideFinding(path, homeDir)),
  ]
}

/** Without what lies beside each. */
async function putAside(dataDir: string): Promise<readonly string[]> {
  const { withCompanions } = await import('../../storage/sqlite.ts')
  return rebuiltStoreFiles
    .flatMap((name) => withCompanions(join(dataDir, name)))
    .filter((path) => /\.(broken|newer)-[^-]+-[\dTZ-]+$/.test(path))
    .sort()
}

function asideFinding(path: string, homeDir: string): Finding {
  const isBroken = basename(path).includes('.broken-')
  const size = formatBytes(statSync(path, { throwIfNoEntry: false })?.size ?? 0)
  const why = isBroken ? 'was damaged' : 'is of a newer TCE'
  return {
    section,
    level: 'remark',
    message: `${basename(path)} (${size}) ${why} and was put aside: another one was made in its place.`,
    remedy: `TCE does not use it, and removes it after a week. Sooner: delete it in ${shortPath(dirname(path), homeDir)}`,
  }
}
