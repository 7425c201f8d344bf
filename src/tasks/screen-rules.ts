/** What is known of the screens of a kind of agent: the user's own file, `screens/<kind>.json` beside config.toml, before what TCE brings. */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { checkManifest, type ScreenManifest, type ScreenRule } from '../core/screens/manifest.ts'
import type { ScreenRules } from '../core/tasks/task-why.ts'

export interface KnownRules {
  readonly rules: readonly ScreenRule[]
  readonly manifests: readonly ScreenRules[]
  readonly problems: readonly string[]
}

const mostBytes = 256 * 1024

export async function knownScreenRules(
  of: string,
  { configDir, seeds }: { readonly configDir: string; readonly seeds: ReadonlyMap<string, ScreenManifest> },
): Promise<KnownRules> {
  const seed = seeds.get(of)
  const path = join(configDir, 'screens', `${of}.json`)
  const own = /^[\w.-]+$/.test(of) ? await readOwn(path, of) : undefined
  const manifests: ScreenRules[] = []
  if (own?.manifest !== undefined) manifests.push({ origin: 'file', ...told(own.manifest), path })
  if (seed !== undefined) manifests.push({ origin: 'default', ...told(seed) })
  return {
    rules: [...(own?.manifest?.rules ?? []), ...(seed?.rules ?? [])],
    manifests,
    problems: own?.problem === undefined ? [] : [`${path}: ${own.problem}`],
  }
}

const told = ({ version, revision, rules }: ScreenManifest) => ({
  ...{ version, rules: rules.length },
  ...(revision === undefined ? {} : { revision }),
})

async function readOwn(
  path: string,
  of: string,
): Promise<{ readonly manifest?: ScreenManifest; readonly problem?: string } | undefined> {
  const text = await readFile(path, 'utf8').catch((cause: NodeJS.ErrnoException) =>
    cause.code === 'ENOENT' || cause.code === 'ENOTDIR' ? undefined : cause,
  )
  if (text === undefined) return undefined
  if (typeof text !== 'string') return { problem: `it can't be read: ${text.code ?? text.message}` }
  if (text.length > mostBytes) return { problem: 'it is larger than 256 KiB.' }
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch (cause) {
    return { problem: `it is no JSON: ${cause instanceof Error ? cause.message : String(cause)}` }
  }
  const read = checkManifest(json)
  if (!read.ok) return { problem: read.error }
  if (read.value.agent !== of) return { problem: `it is for ${read.value.agent}, and the file is called ${of}.json.` }
  return { manifest: read.value }
}
