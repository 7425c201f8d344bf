/**
 * `tce` as an agent calls it: a real tree of processes, in which a program at Claude Code's place runs a shell, and that one the
 * command line. With and without a server.
 */
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeEach, describe, expect, it } from 'vitest'
import { loadConfig } from '../../src/app/config.ts'
import { createLocalServices } from '../../src/app/local-services.ts'
import { createServerClient } from '../../src/client/server-client.ts'
import { startDashboard } from '../../src/dashboard/start.ts'
import { installSleepAs, nativeInstall, start, startOf } from '../scanner/started-processes.ts'
import { waitFor } from '../tools/wait-for.ts'

const home = realpathSync(mkdtempSync(join(tmpdir(), 'tce-inside-')))
const [configDir, dataDir] = [join(home, 'config'), join(home, 'data')]
const tce = join(import.meta.dirname, '../../src/app/tce.ts')
afterAll(() => rmSync(home, { recursive: true, force: true }))
beforeEach(() => {
  mkdirSync(configDir, { recursive: true })
  rmSync(join(configDir, 'config.toml'), { force: true })
})
const allow = (...duties: readonly string[]) =>
  writeFileSync(join(configDir, 'config.toml'), `[rights]\nagents_may = ${JSON.stringify(duties)}\n`)

/** A shell that looks like Claude Code 2.1.329 in `payments-api`, and whose shell runs one command line. */
async function fromInside(...words: readonly string[]) {
  const cwd = join(home, 'code/payments-api')
  const program = nativeInstall(home)
  mkdirSync(cwd, { recursive: true })
  mkdirSync(dirname(program), { recursive: true })
  if (!existsSync(program)) copyFileSync(realpathSync('/bin/sh'), program)
  const said = mkdtempSync(join(home, 'said-'))
  const command = [process.execPath, tce, ...words].map((word) => `'${word}'`).join(' ')
  // The last command keeps each shell from becoming the one before.
  const tool = `${command} >${said}/out 2>${said}/err; echo $? >${said}/code.part; mv ${said}/code.part ${said}/code`
  await start(program, ['-c', `/bin/sh -c "$0"; true`, tool], {
    cwd,
    argv0: 'claude',
    env: { HOME: home, LANG: 'C.UTF-8', TCE_CONFIG_DIR: configDir, TCE_DATA_DIR: dataDir },
  })
  await waitFor(`tce ${words.join(' ')} to end`, () => existsSync(join(said, 'code')))
  const read = (name: string) => readFileSync(join(said, name), 'utf8')
  return { code: Number(read('code')), out: read('out'), err: read('err') }
}

/** Another agent, which would be ended. */
async function other() {
  const cwd = join(home, 'code/web-frontend')
  mkdirSync(cwd, { recursive: true })
  const pid = await start(installSleepAs(nativeInstall(home, '2.1.328')), ['600'], {
    cwd,
    argv0: 'claude',
    env: { HOME: home },
  })
  const begun = startOf(pid)
  return { pid, isThere: () => startOf(pid) === begun && begun !== undefined }
}

const refusal = 'Asked from inside payments-api: a person has to do this.'

describe.runIf(process.platform === 'linux')('tce that an agent calls', () => {
  it('reads, and neither kills nor pins nor settles anything; a dry run it may', async () => {
    const victim = await other()
    const status = await fromInside('status', '--json')
    expect(status.code).toBe(0)
    expect(JSON.parse(status.out).processes.map(({ pid }: { pid: number }) => pid)).toContain(victim.pid)
    expect((await fromInside('kill-stale', '--dry-run', '--json')).err).not.toContain(refusal)
    for (const words of [
      ['kill', String(victim.pid), '--yes'],
      ['pin', String(victim.pid)],
      ['autostart', 'on'],
      ['tray', 'remove'],
      ['tray', 'install'],
      ['dashboard-stop'],
      ['dashboard', '--open'],
      ['token', '--show'],
    ]) {
      const { code, err } = await fromInside(...words)
      expect([words, code, err]).toEqual([words, expect.any(Number), expect.stringContaining(refusal)])
      expect(code).not.toBe(0)
    }
    expect(victim.isThere()).toBe(true)
    expect(existsSync(join(dataDir, 'audit.log'))).toBe(false)
  })

  it('does what its user allowed by name, and the log names the agent', async () => {
    allow('pin')
    const victim = await other()
    const refused = await fromInside('kill', String(victim.pid), '--yes')
    expect(refused.err).toContain('agents_may = ["kill"]')
    expect((await fromInside('pin', String(victim.pid))).code).toBe(0)
    allow('pin', 'kill')
    expect((await fromInside('kill', String(victim.pid), '--yes')).code).toBe(0)
    expect(victim.isThere()).toBe(false)
    allow('settings')
    expect((await fromInside('tray', 'install')).err).toContain('Next: do it in a terminal of your own\n')
    const { entries } = JSON.parse((await fromInside('log', '--json')).out)
    const agent = { kind: 'agent', name: 'payments-api' }
    expect(entries).toMatchObject([
      { actor: agent, action: 'process.kill' },
      { actor: agent, action: 'process.pin' },
    ])
    rmSync(join(dataDir, 'audit.log'))
  })

  it('beside a server says so, and is refused by the server as well', async () => {
    const victim = await other()
    const env = { TCE_CONFIG_DIR: configDir, TCE_DATA_DIR: dataDir }
    const config = await loadConfig({ env, homeDir: home, workingDir: home })
    if (!config.ok) throw new Error(config.error.message)
    const services = createLocalServices({ config: config.value })
    const server = await startDashboard({
      services,
      version: '9.9.9',
      dataDir,
      port: 0,
      agentsMay: () => ['pin'],
    })
    if (!server.ok) throw new Error(server.error.message)
    const token = readFileSync(join(dataDir, 'token'), 'utf8').trim()
    const post = async (path: string, headers: Record<string, string>) =>
      (
        await fetch(`${server.value.url}${path}`, {
          method: 'POST',
          headers: { 'Content-Type': 'application/json', Authorization: `Bearer ${token}`, ...headers },
          body: '{}',
        })
      ).status
    const inside = { 'TCE-Agent': 'payments-api' }
    expect(await post(`/api/kill/${victim.pid}`, inside)).toBe(403)
    expect(await post('/api/session/link', inside)).toBe(403)
    expect(await post('/api/settings', inside)).toBe(403)
    expect(await post(`/api/pin/${victim.pid}`, { 'TCE-Agent': '%E2%80%AEpayments%1b' })).toBe(200)
    expect((await services.log.newest(1))[0]?.actor).toEqual({ kind: 'agent', name: 'payments' })
    const client = createServerClient({ port: server.value.port, token }, 'cli', async () => ({ pid: 1, label: 'ünï' }))
    expect(await client.post(`/api/kill/${victim.pid}`, {})).toMatchObject({
      status: 403,
      body: { error: { code: 'person-needed', message: expect.stringContaining('Asked from inside ünï:') } },
    })
    expect((await client.get('/api/processes')).status).toBe(200)
    expect(victim.isThere()).toBe(true)
    await server.value.close()
    await services.close()
  })
})
