/** The set-up as a user meets it: real processes, in a copy of this repository. */
import { type ExecFileException, execFile, spawn } from 'node:child_process'
import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeEach, describe, expect, it } from 'vitest'
import { hashOf } from '../../scripts/stamp.mjs'
import { identify, isRunning } from '../tools/processes.ts'
import { waitFor } from '../tools/wait-for.ts'
import { bringNode, folder, linkPackages, makeClone, makeOldClone, writeProgram } from './clone.ts'

interface Ended {
  readonly code: number
  readonly output: string
}

function run(clone: string, args: readonly string[], env: NodeJS.ProcessEnv = process.env): Promise<Ended> {
  return new Promise((resolve) => {
    execFile(process.execPath, args, { cwd: clone, env }, (error: ExecFileException | null, stdout, stderr) => {
      resolve({ code: error === null ? 0 : Number(error.code ?? 1), output: stdout + stderr })
    })
  })
}

const setUp = (clone: string, env?: NodeJS.ProcessEnv) => run(clone, ['scripts/setup.mjs'], env)

describe('the set-up', () => {
  let clone: string
  let count = 0
  beforeEach(() => {
    count += 1
    // A blank and a quote: paths are never put through a shell.
    clone = makeClone(`clone ${count} o'hara`)
    linkPackages(clone)
  })

  it('builds, and does nothing the second time', async () => {
    expect(await setUp(clone)).toEqual({ code: 0, output: 'Building …\n' })
    expect(readFileSync(join(clone, 'dist', 'app', 'tce.js'), 'utf8')).toContain('greeting = "hello"')
    const builtMs = statSync(join(clone, 'dist', 'app', 'tce.js')).mtimeMs
    expect(await setUp(clone)).toEqual({ code: 0, output: '' })
    expect(statSync(join(clone, 'dist', 'app', 'tce.js')).mtimeMs).toBe(builtMs)
  })

  it('builds programs whose bugs name the line of the source', async () => {
    await setUp(clone)
    expect(await run(clone, ['bin/tce.js'])).toEqual({ code: 0, output: 'hello\n' })
    const { code, output } = await run(clone, ['bin/tce.js', 'x'])
    expect(code).toBe(1)
    expect(output).toContain('Error: a bug')
    expect(output).toContain(`at answer (${join(clone, 'src', 'app', 'tce.ts')}:9:9)`)
  })

  it('builds again when a source changed, appeared or went, and leaves nothing of what went', async () => {
    await setUp(clone)
    writeFileSync(join(clone, 'src', 'app', 'tray.ts'), "export const farewell = 'bye'\n")
    expect((await setUp(clone)).output).toBe('Building …\n')
    expect(existsSync(join(clone, 'dist', 'app', 'tray.js'))).toBe(true)
    rmSync(join(clone, 'src', 'app', 'tray.ts'))
    expect((await setUp(clone)).output).toBe('Building …\n')
    expect(existsSync(join(clone, 'dist', 'app', 'tray.js'))).toBe(false)
  })

  it('shows what the bundler found when a source is wrong, says so in one sentence, and tries again the next time', async () => {
    writeFileSync(join(clone, 'src', 'app', 'tray.ts'), "import { three } from './numbers.ts'\nconsole.log(three)\n")
    const { code, output } = await setUp(clone)
    expect(code).toBe(1)
    expect(output).toContain('src/app/tray.ts')
    expect(output).toContain('./numbers.ts')
    expect(output).toContain('The build failed')
    expect((await setUp(clone)).code).toBe(1)
    rmSync(join(clone, 'src', 'app', 'tray.ts'))
    expect((await setUp(clone)).code).toBe(0)
  })

  it('installs from the lock file once, and again when the lock file changed', async () => {
    await setUp(clone)
    const file = join(clone, 'package-lock.json')
    const lock = { ...JSON.parse(readFileSync(file, 'utf8')), version: '1.0.1' }
    writeFileSync(file, JSON.stringify(lock))
    await setUp(clone)
    const stamp = readFileSync(join(clone, 'node_modules', '.tce-installed'), 'utf8')
    expect(stamp).toBe(hashOf(JSON.stringify(lock), process.platform, process.arch))
  })

  it('lets two at once build one after the other', async () => {
    const both = await Promise.all([setUp(clone), setUp(clone)])
    expect(both.map(({ code }) => code)).toEqual([0, 0])
    expect(existsSync(join(clone, '.toolchain', 'setup.lock'))).toBe(false)
  })

  it('is not held up by a set-up that was killed', async () => {
    mkdirSync(join(clone, '.toolchain'))
    const { output: pid } = await run(clone, ['-p', 'process.pid'])
    writeFileSync(join(clone, '.toolchain', 'setup.lock'), pid.trim())
    expect((await setUp(clone)).code).toBe(0)
  })

  it('names the registry when it can not be reached', async () => {
    writeFileSync(
      join(clone, 'package-lock.json'),
      JSON.stringify({
        name: 'clone',
        version: '1.0.0',
        lockfileVersion: 3,
        packages: {
          '': { name: 'clone', version: '1.0.0', dependencies: { absent: '1.0.0' } },
          'node_modules/absent': { version: '1.0.0', integrity: `sha512-${'A'.repeat(86)}==` },
        },
      }),
    )
    const manifest = JSON.parse(readFileSync(join(clone, 'package.json'), 'utf8'))
    writeFileSync(join(clone, 'package.json'), JSON.stringify({ ...manifest, dependencies: { absent: '1.0.0' } }))
    const unreachable = { npm_config_registry: 'http://127.0.0.1:9/', npm_config_cache: join(folder, 'npm-cache') }
    const { code, output } = await setUp(clone, { ...process.env, ...unreachable })
    expect(code).toBe(1)
    expect(output).toContain('The npm registry could not be reached')
    expect(output).not.toContain('    at ')
  })

  it.skipIf(process.getuid?.() === 0 || process.platform === 'win32')('says which file it may not write', async () => {
    chmodSync(clone, 0o555)
    const { code, output } = await setUp(clone)
    chmodSync(clone, 0o755)
    expect(code).toBe(1)
    expect(output).toMatch(/can't be written: no permission/)
  })
})

describe('an old Node.js', () => {
  it('is told by tce what is needed and how to get it', async () => {
    const { code, output } = await run(makeOldClone('old 1'), ['bin/tce.js', 'status'])
    expect(code).toBe(1)
    expect(output).toMatch(/^tce needs Node\.js >=99, and this is [\d.]+\. Run "npm start"/)
  })

  it.skipIf(process.platform === 'win32')(
    'is replaced by the one that was brought: arguments, signals and exit code pass',
    async () => {
      const clone = makeOldClone('old 3')
      writeProgram(clone, '')
      bringNode(
        clone,
        'trap "echo asked to end; exit 5" TERM\nshift\necho "$@"\n[ "$1" = wait ] || exit 4\nwhile :; do sleep 0.05; done\n',
      )
      expect(await run(clone, ['bin/tce.js', 'kill', 'a b'])).toEqual({ code: 4, output: 'kill a b\n' })

      const child = spawn(process.execPath, ['bin/tce.js', 'wait'], {
        cwd: clone,
        stdio: ['ignore', 'pipe', 'inherit'],
      })
      child.stdout.once('data', () => child.kill('SIGTERM'))
      expect(await new Promise((resolve) => child.once('exit', resolve))).toBe(5)
    },
  )

  it('is told the same by the scripts of package.json', async () => {
    const { code, output } = await run(makeOldClone('old 2'), ['scripts/run.mjs', 'bin/tce.js'])
    expect(code).toBe(1)
    expect(output).toContain('Run "node scripts/setup.mjs": it brings one.')
  })
})

describe('npm run', () => {
  it.runIf(process.platform === 'linux')('ends what it runs when npm is asked to end', async () => {
    const clone = makeClone('running')
    writeProgram(clone, 'setInterval(() => {}, 1000); console.log(process.pid)\n')
    const manifest = JSON.parse(readFileSync(join(clone, 'package.json'), 'utf8'))
    const scripts = { start: 'node scripts/run.mjs bin/tce.js run' }
    writeFileSync(join(clone, 'package.json'), JSON.stringify({ ...manifest, scripts }))
    const npm = spawn('npm', ['start', '--silent'], { cwd: clone, stdio: ['ignore', 'pipe', 'ignore'] })
    const pid = await new Promise<number>((resolve) => npm.stdout.once('data', (text) => resolve(Number(text))))
    const server = identify(pid) ?? expect.fail(`process ${pid} did not start`)
    npm.kill('SIGTERM')
    await waitFor('the end of what npm ran', () => !isRunning(server))
  })
})

describe('tce in a clone', () => {
  it('says that it is not built yet', async () => {
    const { code, output } = await run(makeClone('unbuilt'), ['bin/tce.js'])
    expect(code).toBe(1)
    expect(output).toContain('Run "npm start", or "node scripts/setup.mjs"')
  })

  it('says when a package that it needs is not there', async () => {
    const clone = makeClone('bare')
    writeProgram(clone, "import 'a-package-that-is-missing'\n")
    const { code, output } = await run(clone, ['bin/tce.js'])
    expect(code).toBe(1)
    expect(output).toMatch(/^A part of tce is missing\..*a-package-that-is-missing/)
    expect(output).not.toContain('    at ')
  })

  it('gives on arguments, and the exit code comes back', async () => {
    const clone = makeClone('built')
    writeProgram(clone, 'console.log(process.argv.slice(2).join("|")); process.exitCode = 3\n')
    for (const args of [['bin/tce.js'], ['scripts/run.mjs', 'bin/tce.js']]) {
      expect(await run(clone, [...args, 'kill', 'a b'])).toEqual({ code: 3, output: 'kill|a b\n' })
    }
  })
})
