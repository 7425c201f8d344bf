/** Generated homes, made once in ~/.cache/tce-bench (TCE_BENCH_CACHE). */
import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { randomFrom } from '../drills/drill.ts'
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

/** So many transcripts of two lines each, a question and its answer, in folders of 250 projects: names, opening and closing are all the work. */
export function makeTinyHome(name: string, files: number): MadeHome {
  const dir = join(benchCache, name)
  const configDir = join(dir, '.claude')
  const truthFile = `${configDir}.truth.json`
  if (existsSync(truthFile)) return { dir, truthFile }
  const { between } = randomFrom(files)
  const hex = (digits: number) => Array.from({ length: digits }, () => between(0, 15).toString(16)).join('')
  const projects = Array.from({ length: 250 }, (_, index) => `/home/dev/work/project-${index}`)
  for (const cwd of projects) mkdirSync(join(configDir, 'projects', cwd.replaceAll('/', '-')), { recursive: true })
  let total = 0
  for (let index = 0; index < files; index += 1) {
    const cwd = projects[index % projects.length] ?? ''
    const sessionId = `${hex(8)}-${hex(4)}-4${hex(3)}-8${hex(3)}-${hex(12)}`
    const usage = {
      input_tokens: between(1, 20),
      output_tokens: between(20, 900),
      cache_read_input_tokens: between(0, 40_000),
      cache_creation_input_tokens: between(0, 6_000),
    }
    total += Object.values(usage).reduce((sum, tokens) => sum + tokens, 0)
    const at = (second: number) => new Date(Date.UTC(2026, 8, 1) + index * 37_000 + second * 1000).toISOString()
    const common = { isSidechain: false, userType: 'external', cwd, sessionId, version: '2.1.329', gitBranch: 'main' }
    const [asked, answered] = [`${hex(8)}-${hex(4)}-4${hex(3)}-8${hex(3)}-${hex(12)}`, hex(24)]
    const lines = [
      {
        ...{
          parentUuid: null,
          ...common,
          type: 'user',
          message: { role: 'user', content: `Why does test ${index} fail?` },
        },
        ...{ uuid: asked, timestamp: at(0) },
      },
      {
        ...{ parentUuid: asked, ...common },
        message: {
          ...{ model: 'claude-opus-5-5', id: `msg_01${answered}`, type: 'message', role: 'assistant' },
          content: [{ type: 'text', text: 'It asks for a file that the set-up does not make. '.repeat(6) }],
          ...{ stop_reason: 'end_turn', stop_sequence: null, usage },
        },
        ...{ requestId: `req_01${answered}`, type: 'assistant', uuid: `${asked.slice(0, -1)}0`, timestamp: at(9) },
      },
    ]
    const path = join(configDir, 'projects', cwd.replaceAll('/', '-'), `${sessionId}.jsonl`)
    writeFileSync(path, lines.map((line) => `${JSON.stringify(line)}\n`).join(''))
  }
  writeFileSync(truthFile, JSON.stringify({ unique: { total } }))
  return { dir, truthFile }
}
