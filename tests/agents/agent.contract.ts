/** What every coding agent must pass. An agent's own test hands itself in, with listings of its processes and registry samples. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Agent, Platform } from '../../src/agents/agent.ts'
import type { OsProcess } from '../../src/core/process/process.ts'
import { isoTime } from '../../src/core/process/report.ts'
import type { Listing } from './listing.ts'

const platforms: readonly Platform[] = ['linux', 'darwin', 'win32']
const roles = ['interactive', 'headless', 'sdk', 'ide', 'background', 'supervisor', 'pty-host', 'spare']

export interface AgentSamples {
  readonly listings: readonly Listing[]
  /** Name → text of registry files as the agent wrote them. */
  readonly registry: Readonly<Record<string, string>>
}

export function describeAgent(agent: Agent, { listings, registry }: AgentSamples): void {
  const processes = listings.flatMap((listing) => listing.processes)

  describe(`${agent.displayName} as an agent`, () => {
    describe('recognises its processes', () => {
      it.each(processes.map((row) => [row.title, row] as const))('%s', (_, { process, platform, role, version }) => {
        expect(agent.roleOf(process, platform)).toBe(role)
        if (role !== undefined) expect(agent.mayBe(process)).toBe(true)
        if (version !== undefined) expect(agent.versionOf(process)).toBe(version)
      })

      it('at a quick look, even before the path of the executable is known', () => {
        const missed = processes.filter(
          ({ process, role, hasOwnName }) =>
            role !== undefined && !hasOwnName && !agent.mayBe({ ...process, exePath: undefined }),
        )
        expect(missed.map(({ title }) => title)).toEqual([])
      })

      it('and never says no at a quick look to what it then recognises', () => {
        fc.assert(
          fc.property(processLike(agent), fc.constantFrom(...platforms), (process, platform) => {
            const role = agent.roleOf(process, platform)
            if (role === undefined) return
            expect(roles).toContain(role)
            expect(agent.mayBe(process)).toBe(true)
          }),
        )
      })
    })

    const children = processes.filter(({ childKind }) => childKind !== undefined)
    describe.skipIf(children.length === 0)('tells its children apart', () => {
      it.each(children.map((row) => [row.title, row] as const))('%s', (_, { process, childKind }) => {
        expect(agent.childKindOf(process)).toBe(childKind)
      })
    })

    describe('does not recognise what only has its name somewhere', () => {
      const program = (exePath: string, argv: readonly string[], name: string): OsProcess => ({
        ...aProcess,
        name,
        exePath,
        argv,
      })
      const { command } = agent
      it.each([
        ['a shell that runs it', program('/bin/bash', ['bash', '-c', command], 'bash')],
        ['a search for it', program('/usr/bin/grep', ['grep', command], 'grep')],
        ['an editor in its folder', program('/usr/bin/vim', ['vim', `/home/dev/.${command}/settings.json`], 'vim')],
        ['a program in a folder of its name', program(`/home/${command}/bin/serve`, ['serve'], 'serve')],
        ['this program', program('/usr/bin/node', ['node', '/usr/lib/bin/tce', 'kill', command], 'node')],
        ['a terminal with its title', program('/usr/bin/kitty', ['kitty', '--title', command], 'kitty')],
      ])('%s', (_, process) => {
        expect(agent.roleOf(process, 'linux')).toBeUndefined()
        expect(agent.roleOf(process, 'darwin')).toBeUndefined()
      })
    })

    describe.skipIf(agent.registry === undefined)('reads its live registry', () => {
      const decode = (text: string) => {
        if (agent.registry === undefined) throw new Error('It has none.')
        return agent.registry.decode(text)
      }
      const samples = Object.entries(registry)
      it.each(samples)('%s', (_, text) => {
        const decoded = decode(text)
        expect(decoded).toMatchObject({ ok: true, value: { pid: JSON.parse(text).pid } })
      })

      it.each(samples)('%s cut off anywhere is read again later', (_, text) => {
        const whole = text.trimEnd()
        for (let length = 0; length < whole.length; length += 1) {
          expect(decode(whole.slice(0, length))).toMatchObject({ ok: false, error: { kind: 'not-json' } })
        }
      })

      it.each(['[]', '{}', 'null', '"text"', '12', '{"pid":"12"}', '{"pid":-1}', '{"pid":1.5}', '[{"pid":1}]'])(
        '%s is no session',
        (text) => {
          expect(decode(text)).toMatchObject({ ok: false, error: { kind: 'wrong-shape' } })
        },
      )

      it('and survives any value in any field', () => {
        const keys = [...new Set(samples.flatMap(([, text]) => Object.keys(JSON.parse(text))))]
        const entry = fc.dictionary(fc.constantFrom(...keys), fc.jsonValue(), { maxKeys: keys.length })
        fc.assert(
          fc.property(entry, fc.integer({ min: 1, max: 2 ** 22 }), (fields, pid) => {
            const decoded = decode(JSON.stringify({ ...fields, pid }))
            if (!decoded.ok) throw new Error(decoded.error.message)
            const { startedAtMs, activitySinceMs, updatedAtMs, ...rest } = decoded.value
            for (const time of [startedAtMs, activitySinceMs, updatedAtMs]) if (time !== undefined) isoTime(time)
            const { pid: ownPid, ...texts } = rest
            expect(ownPid).toBe(pid)
            for (const text of Object.values(texts)) expect(['string', 'undefined']).toContain(typeof text)
          }),
        )
      })
    })

    describe('knows its places', () => {
      it.each([
        ['linux', '/home/dev'],
        ['darwin', '/Users/dev'],
        ['win32', 'C:\\Users\\dev'],
      ] as const)('on %s, inside the home by default', (platform, homeDir) => {
        const dirs = agent.configDirs({ platform, homeDir, env: {} })
        expect(dirs.length).toBeGreaterThan(0)
        expect(new Set(dirs).size).toBe(dirs.length)
        for (const dir of dirs) {
          expect(dir.startsWith(homeDir)).toBe(true)
          if (agent.registry) expect(agent.registry.dir(dir).startsWith(dir)).toBe(true)
        }
      })

      it('and never points outside of them, whatever a session claims', () => {
        fc.assert(
          fc.property(fc.string(), fc.oneof(fc.uuid(), fc.string(), fc.constant('../../x')), (cwd, sessionId) => {
            for (const path of agent.transcriptPaths?.({ cwd, sessionId }) ?? []) {
              expect(path).not.toMatch(/^[/\\]|^[a-z]:|(?:^|[/\\])\.\.(?:[/\\]|$)|\0/i)
            }
          }),
        )
      })

      it('and takes a file for the log of a session or of a subagent, by its name or by its first line', () => {
        for (const form of agent.sessions) {
          expect(form.folders('/data')[0]).toMatch(/^\/data/)
          if (form.kind !== 'lines') continue
          fc.assert(
            fc.property(
              fc.oneof(fc.string(), fc.uuid()),
              fc.constantFrom('', '.json', '.jsonl', '.meta.json'),
              (stem, end) => {
                const name = stem + end
                const [session, lane] = [form.sessionOf(name, '/data/any'), form.laneOf(name, '/data/any')]
                const isBoth = session !== undefined && lane !== undefined
                expect(isBoth && form.isToldByFirstLine !== true).toBe(false)
              },
            ),
          )
        }
      })

      it('and finds no transcript without a working directory', () => {
        expect(agent.transcriptPaths?.({ sessionId: aSession }) ?? []).toEqual([])
      })
    })

    describe('gives commands that can be pasted', () => {
      it('to resume a session it knows', () => {
        const command = agent.resumeCommand({ sessionId: aSession })
        if (agent.id === 'aider') expect(command, 'its conversations have no ids').toBeUndefined()
        else expect(command).toMatch(new RegExp(`^${agent.command} .*${aSession}$`))
        expect(agent.resumeCommand({ sessionId: undefined })).toBeUndefined()
      })

      it('and none for an id that a shell would take apart', () => {
        fc.assert(
          fc.property(fc.oneof(fc.string(), fc.constant('a; rm -rf ~'), fc.constant('--help')), (sessionId) => {
            expect(agent.resumeCommand({ sessionId }) ?? '').not.toMatch(/[^\w =-]|\s-(?!(?:-resume|-session|s|r|S)\b)/)
            const stop = agent.stopArguments?.({ role: 'background', jobId: sessionId }) ?? []
            expect(stop.join(' ')).not.toMatch(/[^\w -]|\s-/)
          }),
        )
      })

      it('and asks for a stop only where there is a job', () => {
        expect(agent.stopArguments?.({ role: 'interactive', jobId: '72422c08' })).toBeUndefined()
        expect(agent.stopArguments?.({ role: 'background', jobId: undefined })).toBeUndefined()
      })
    })

    describe.skipIf(agent.hosting === undefined)('knows its hosts', () => {
      const { record, locks, line } = agent.hosting ?? {}
      it('keeps its record, its locks and its socket below its data folder', () => {
        for (const dir of ['/home/dev/data', 'C:\\Users\\dev\\data']) {
          const paths = [record?.path(dir), locks?.dir(dir), line?.socketPath(dir)].filter((path) => path !== undefined)
          for (const path of paths) expect(path.startsWith(dir)).toBe(true)
        }
      })

      it('survives anything in its record, and takes a process from it or nothing', () => {
        fc.assert(
          fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
            const decoded = record?.decode(text)
            if (decoded?.ok === true) expect(decoded.value.pid).toBeGreaterThan(0)
          }),
        )
      })

      it('finds no host among none, and none for anything that is no window', () => {
        fc.assert(
          fc.property(processLike(agent), (process) => {
            expect(agent.hosting?.hostOf(process, [])).toBeUndefined()
          }),
        )
      })

      it('asks a host that answers nonsense only so much, and touches no turn', () => {
        fc.assert(
          fc.property(fc.infiniteStream(fc.jsonValue()), (answers) => {
            const talk = line?.interrupt({ cwd: '/home/dev', isOnlyOne: true })
            let step = talk?.next()
            let asked = 0
            while (step !== undefined && step.done !== true) {
              asked += 1
              expect(asked).toBeLessThan(200)
              expect(step.value.kind === 'call' ? step.value.method : '').not.toMatch(/interrupt/)
              step = talk?.next(answers.next().value)
            }
          }),
        )
      })
    })

    it('names the environment variables that mark its children', () => {
      for (const name of Object.values(agent.childMarks)) expect(name).toMatch(/^[A-Z][A-Z0-9_]+$/)
    })
  })
}

const aSession = '215258f8-bf16-4d84-b7b9-9696f8ec07a5'

const aProcess: OsProcess = {
  pid: 4242,
  ppid: 1,
  start: '1',
  startedAtMs: 1_795_199_000_000,
  name: 'x',
  state: 'sleeping',
}

/** Processes made of words that come near the agent, and of noise. */
function processLike(agent: Agent): fc.Arbitrary<OsProcess> {
  const word = fc.oneof(
    fc.constantFrom(agent.command, `${agent.command}.exe`, 'node', '/usr/bin/node', '-p', '--', '--version', '2.1.329'),
    fc.constantFrom(`/home/dev/.local/bin/${agent.command}`, `C:\\Users\\dev\\.local\\bin\\${agent.command}.exe`),
    fc.string(),
  )
  return fc
    .record({
      name: word,
      exePath: fc.option(word, { nil: undefined }),
      argv: fc.option(fc.array(word), { nil: undefined }),
    })
    .map((facts) => ({ ...aProcess, ...facts }))
}
