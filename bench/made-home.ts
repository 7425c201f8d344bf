/** Generated homes, made once in ~/.cache/tce-bench (TCE_BENCH_CACHE). */
import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { benchCache } from './peers.ts'

const generator = join(import.meta.dirname, '../tests/tools/gen-claude-data.mjs')

export interface MadeHome {
  /** Serves as HOME; its `.claude` is what is read. */
  readonly dir: string
  /** What a correct count of it comes to. */
  readonly truthFile: string
}

/** `options`: as the generator takes them, without their dashes. */
export function makeHome(name: string, options: Readonly<Record<string, number>>): MadeHome {
  const dir = join(benchCache, name)
  const configDir = join(dir, '.claude')
  const truthFile = `${configDir}.truth.json`
  if (!existsSync(truthFile)) {
    mkdirSync(dir, { recursive: true })
    const given = Object.entries(options).map(([option, value]) => `--${option}=${value}`)
    execFileSync(process.execPath, [generator, '--out', configDir, '--force', ...given], { stdio: 'ignore' })
  }
  return { dir, truthFile }
}
