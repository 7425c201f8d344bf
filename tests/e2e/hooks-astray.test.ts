/**
 * The genuine Claude Code with TCE's hooks in place, and something else than TCE behind their address: slow, silent, talking nonsense, or
 * nobody. The session goes on as if there were no TCE: its dialog stands in its terminal, and what is answered there counts.
 */
import { existsSync, writeFileSync } from 'node:fs'
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { hookSettings } from '../../src/agents/claude/hook-settings.ts'
import { describeWithClaude } from '../tools/claude.ts'
import { type ClaudeHome, makeClaudeHome } from '../tools/claude-home.ts'
import { startTmux, type TmuxClaude, type TmuxServer } from '../tools/claude-in-tmux.ts'
import { waitFor } from '../tools/wait-for.ts'

const decision = (decided: object) =>
  JSON.stringify({ hookSpecificOutput: { hookEventName: 'PermissionRequest', decision: decided } })

/** What is behind the address of the hooks, by its name. */
const behind: Readonly<Record<string, (response: ServerResponse) => void>> = {
  text: (response) => response.end('<html>It works!</html>'),
  error: (response) => response.writeHead(500).end('no'),
  elsewhere: (response) => response.writeHead(302, { location: 'http://127.0.0.1:1/' }).end(),
  'unknown-decision': (response) => response.end(decision({ behavior: 'perhaps' })),
  'other-shape': (response) => response.end(JSON.stringify(['allow', { decision: null }])),
  'half-an-answer': (response) => {
    response.writeHead(200, { 'content-type': 'application/json', 'content-length': '1000' })
    response.write('{"hookSpecific')
    setTimeout(() => response.destroy(), 50)
  },
  silent: () => {},
}

let home: ClaudeHome
let tmux: TmuxServer
let asked: { readonly how: string; readonly event: string }[]
let how = 'text'
const server = createServer((request, response) => {
  const chunks: Buffer[] = []
  request.on('data', (chunk: Buffer) => chunks.push(chunk))
  request.on('end', () => {
    const { hook_event_name: event } = JSON.parse(Buffer.concat(chunks).toString('utf8')) as Record<string, string>
    asked.push({ how, event: event ?? '' })
    behind[how]?.(response)
  })
})

beforeEach(async () => {
  asked = []
  home = await makeClaudeHome()
  tmux = startTmux(home, process.env['TCE_CLAUDE'] ?? '')
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/hooks/claude`
  const groups = hookSettings.events.map((event) => [event.name, [hookSettings.group(event, { url, secret: 'x' })]])
  writeFileSync(join(home.configDir, 'settings.json'), JSON.stringify({ hooks: Object.fromEntries(groups) }))
})
afterEach(async () => {
  tmux.close()
  await home.close()
  if (server.listening) await close()
})

function close(): Promise<void> {
  server.closeAllConnections()
  return new Promise((resolve) => server.close(() => resolve()))
}

const touch = (name: string) => `CALL Bash ${JSON.stringify({ command: `touch ${name}`, description: 'Make a file' })}`

/** Its own dialog, answered in its own terminal. */
async function goesOn(claude: TmuxClaude, cwd: string, name: string): Promise<void> {
  await claude.isAt('idle')
  claude.keys('-l', touch(name))
  await waitFor('the text in its box', () => claude.screen().includes(`touch ${name}`), { seen: claude.screen })
  claude.keys('Enter')
  await claude.isAt('waiting')
  await waitFor('its dialog', () => claude.screen().includes('Do you want to proceed?'), { seen: claude.screen })
  expect(existsSync(join(cwd, name))).toBe(false)
  // A key in the first moments of a dialog is dropped by it.
  await sleep(1_000)
  claude.keys('1')
  await waitFor(name, () => existsSync(join(cwd, name)), { withinMs: 30_000, seen: claude.screen })
  await claude.isAt('idle')
}

describeWithClaude('with something else than TCE behind its hooks', { timeout: 400_000 }, () => {
  it('a genuine session asks in its terminal, and goes on by what is answered there', async () => {
    const cwd = home.project('shop')
    const claude = await tmux.start(cwd)
    await claude.isAt('idle')
    await waitFor('its box', () => claude.screen().includes('? for shortcuts'), { seen: claude.screen })
    for (const name of Object.keys(behind)) {
      how = name
      await goesOn(claude, cwd, name)
      expect(asked.filter((one) => one.how === name).map(({ event }) => event)).toContain('PermissionRequest')
    }
    await close()
    await goesOn(claude, cwd, 'nobody')
  })
})
