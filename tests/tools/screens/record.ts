/**
 * Records the screens of genuine agents by which tests/core/screens/recorded-screens.test.ts judges TCE's rules: each in a home of its own, in
 * terminals of several widths, themes and languages, against a model that stops where it is told.
 *
 *   node scripts/run.mjs tests/tools/screens/record.ts claude codex opencode      anew, all their screens: some minutes each
 *   … record.ts gemini --scenes 'bash|write' --columns 60         those, beside the others as they were; with --dry it shows them and keeps none
 */

import { execFileSync } from 'node:child_process'
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, dirname, join } from 'node:path'
import { parseArgs } from 'node:util'
import { endEverythingIn } from '../left-overs.ts'
import { agents, type Variant } from './recorded-agents.ts'
import {
  isRecorded,
  type RecordedAgentId,
  type RecordedScreen,
  readRecorded,
  recordedAgents,
  writeRecorded,
} from './recordings.ts'
import { playAll } from './scenes.ts'
import { startScriptedModel } from './scripted-model.ts'

const variants: readonly Variant[] = [
  { columns: 60, rows: 30, theme: 'light', language: 'de' },
  { columns: 80, rows: 24, theme: 'dark', language: 'zh' },
  { columns: 120, rows: 40, theme: 'dark', language: 'en' },
  { columns: 60, rows: 24, theme: 'light', language: 'ja' },
]

/** Of those that are not driven through all: the narrowest, and the widest. */
const fewer = variants.filter(({ columns, language }) => columns === 120 || language === 'ja')
const inAll: readonly string[] = ['claude', 'codex', 'opencode']

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    scenes: { type: 'string' },
    columns: { type: 'string' },
    language: { type: 'string' },
    dry: { type: 'boolean', default: false },
  },
})

/** The others stay as they were. */
const isPart = options.scenes !== undefined || options.columns !== undefined || options.language !== undefined

for (const id of positionals.length > 0 ? positionals : recordedAgents) await record(id as RecordedAgentId)
process.exit(0)

async function record(id: RecordedAgentId): Promise<void> {
  const agent = agents[id]
  const screens: RecordedScreen[] = []
  const version = execFileSync(agent.file, ['--version'], { encoding: 'utf8' }).match(/\d+\.\d+\.\d+/)?.[0] ?? 'unknown'
  for (const variant of inAll.includes(id) ? variants : fewer) {
    if (options.columns !== undefined && variant.columns !== Number(options.columns)) continue
    if (options.language !== undefined && variant.language !== options.language) continue
    screens.push(...(await recordIn(id, variant)))
    if (!options.dry) writeRecorded({ agent: id, version, screens: isPart ? replaced(id, screens) : screens })
  }
  console.log(`${id} ${version}: ${screens.length} screens`)
}

function replaced(id: string, screens: readonly RecordedScreen[]): readonly RecordedScreen[] {
  const placeOf = ({ scene, columns, language }: RecordedScreen) => `${scene}/${columns}/${language}`
  const anew = new Set(screens.map(placeOf))
  const before = isRecorded(id) ? readRecorded(id).screens : []
  return [...before.filter((one) => !anew.has(placeOf(one))), ...screens]
}

async function recordIn(id: RecordedAgentId, variant: Variant): Promise<readonly RecordedScreen[]> {
  const agent = agents[id]
  const screens: RecordedScreen[] = []
  const model = await startScriptedModel()
  // Nothing of it says whose machine it was.
  const home = join(tmpdir(), 'tce-screens', id)
  const cwd = join(home, 'shop')
  // Of a run that was broken off.
  await endEverythingIn(home)
  rmSync(home, { recursive: true, force: true })
  mkdirSync(cwd, { recursive: true })
  const write = (path: string, text: string) => {
    mkdirSync(dirname(join(home, path)), { recursive: true })
    writeFileSync(join(home, path), text)
  }
  agent.setUp({ dir: home, cwd, write }, model.url, variant)
  const env = {
    PATH: [dirname(process.execPath), process.env['PATH'] ?? '/usr/bin:/bin'].join(delimiter),
    ...{ HOME: home, LANG: 'C.UTF-8', TERM: 'xterm-256color', COLORTERM: 'truecolor', SHELL: '/bin/bash', USER: 'dev' },
    ...agent.env(model.url, variant),
  }
  const look = `${variant.columns}×${variant.rows} ${variant.theme} ${variant.language}`
  const neutral = (text: string) => text.replaceAll(home, '/home/dev').replaceAll(model.url, 'http://127.0.0.1:4711')
  try {
    await playAll(
      {
        ...{ id, agent, model, variant, home, cwd, env },
        keep(screen) {
          const rows = screen.rows.map(neutral)
          screens.push({ ...screen, rows, title: screen.title && neutral(screen.title) })
          console.log(`${id} ${look}: ${screen.scene}, ${screen.truth}${options.dry ? `\n${rows.join('\n')}\n` : ''}`)
        },
        tell: (words) => console.log(`${id} ${look}: FAILED ${words}`),
      },
      options.scenes === undefined ? undefined : new RegExp(options.scenes),
    )
  } finally {
    await endEverythingIn(home)
    await model.close()
    rmSync(home, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 })
  }
  return screens
}
