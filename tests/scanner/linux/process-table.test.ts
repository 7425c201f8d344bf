import { copyFileSync, renameSync, rmSync } from 'node:fs'
import { basename, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { type ProcFiles, procFiles } from '../../../src/scanner/linux/proc-files.ts'
import { createLinuxProcessTable } from '../../../src/scanner/linux/process-table.ts'
import { installSleepAs, nativeInstall, start, temporaryFolder, until } from '../started-processes.ts'

/** The real /proc, with a note of what was read. */
function countingFiles() {
  const read: string[] = []
  const files: ProcFiles = {
    ...procFiles,
    line(pid, name) {
      read.push(`${pid}/${name}`)
      return procFiles.line(pid, name)
    },
    link(pid, name) {
      read.push(`${pid}/${name}`)
      return procFiles.link(pid, name)
    },
    text(path) {
      read.push(path)
      return procFiles.text(path)
    },
  }
  return { files, read }
}

describe.runIf(process.platform === 'linux')('reading /proc', () => {
  it('reads a process that interests nobody only in its turn, once it is not young any more', async () => {
    const pid = await start('sleep', ['70'])
    const { files, read } = countingFiles()
    const table = createLinuxProcessTable({ files, now: () => Date.now() + 60_000 })
    for (let look = 0; look < 17; look++) await table.read(() => false)
    expect(read.filter((name) => name === `${pid}/stat`).length).toBeLessThanOrEqual(4)
    expect(read.filter((name) => name === `${pid}/exe`)).toHaveLength(1)
    expect(read.filter((name) => name === `${pid}/cwd`)).toHaveLength(0)
  })

  it('gives the very same object for what it did not read again', async () => {
    const pid = await start('sleep', ['70'])
    const table = createLinuxProcessTable({ now: () => Date.now() + 60_000 })
    const pick = async () => (await table.read(() => false)).find((process) => process.pid === pid)
    const looks = [await pick(), await pick(), await pick()]
    expect(looks[0]).toBeDefined()
    expect(new Set(looks).size).toBeLessThan(3)
  })

  it('sees at once that a young process has become another program', async () => {
    const folder = temporaryFolder()
    const claude = installSleepAs(nativeInstall(folder))
    const pid = await start('sh', ['-c', `sleep 0.3; exec ${claude} 71`], { cwd: folder })
    const table = createLinuxProcessTable()
    const look = async () => (await table.read(() => false)).find((process) => process.pid === pid)
    expect((await look())?.exePath).not.toBe(claude)
    expect(await until(async () => ((await look())?.exePath === claude ? 'seen' : undefined))).toBe('seen')
  })

  it('reads in full what begins to interest after it was passed over', async () => {
    const folder = temporaryFolder()
    const pid = await start('sleep', ['72'], { cwd: folder })
    const table = createLinuxProcessTable({ now: () => Date.now() + 60_000 })
    await table.read(() => false)
    await table.read(() => false)
    const found = (await table.read((process) => process.pid === pid)).find((process) => process.pid === pid)
    expect(found).toMatchObject({ cwd: folder, argv: ['sleep', '72'], isOwn: true })
  })

  it('says that the executable was replaced while it ran', async () => {
    const claude = installSleepAs(nativeInstall(temporaryFolder()))
    const pid = await start(claude, ['73'])
    const table = createLinuxProcessTable()
    const look = async () => (await table.read((process) => process.pid === pid)).find((process) => process.pid === pid)
    expect(await look()).toMatchObject({ exePath: claude, isExeDeleted: false })
    copyFileSync(claude, `${claude}.new`)
    renameSync(`${claude}.new`, claude)
    expect(await look()).toMatchObject({ exePath: claude, isExeDeleted: true })
  })

  it('calls a process of Node.js by its program', async () => {
    const pid = await start(process.execPath, ['-e', 'setInterval(() => {}, 1000)'])
    await until(async () => (await createLinuxProcessTable().inspect(pid))?.exePath === process.execPath)
    expect((await createLinuxProcessTable().inspect(pid))?.name).toBe(basename(process.execPath))
  })

  it('keeps the name of a working directory that was removed', async () => {
    const folder = join(temporaryFolder(), 'project')
    installSleepAs(join(folder, 'x'))
    const pid = await start('sleep', ['74'], { cwd: folder })
    rmSync(folder, { recursive: true })
    expect((await createLinuxProcessTable().inspect(pid))?.cwd).toBe(folder)
  })

  it('remembers what a zombie was', async () => {
    const parent = await start('sh', ['-c', 'sleep 0.3 & exec sleep 75'])
    const table = createLinuxProcessTable()
    const look = async () =>
      (await table.read(({ pid }) => pid === parent)).find(({ ppid, argv }) => ppid === parent && argv?.[1] === '0.3')
    await until(look)
    const zombie = await until(async () => {
      const found = await look()
      return found?.state === 'zombie' ? found : undefined
    })
    expect(zombie).toMatchObject({ argv: ['sleep', '0.3'], exePath: expect.stringMatching(/sleep$/) })
    expect((await table.inspect(zombie.pid))?.argv).toEqual(['sleep', '0.3'])
  })

  it('works on a kernel that tells nothing of program images', async () => {
    const blank = (line: string) => {
      const fields = line.slice(line.lastIndexOf(')') + 2).split(' ')
      fields.splice(23, 3, '0', '0', '0')
      return `${line.slice(0, line.lastIndexOf(')') + 2)}${fields.join(' ')}`
    }
    const files: ProcFiles = {
      ...procFiles,
      line(pid, name) {
        const line = procFiles.line(pid, name)
        return line === undefined || name !== 'stat' ? line : blank(line)
      },
    }
    const pid = await start('sleep', ['77'])
    const found = await createLinuxProcessTable({ files }).inspect(pid)
    expect(found).toMatchObject({ argv: ['sleep', '77'], exePath: expect.stringMatching(/sleep$/) })
    expect(found?.rssBytes).toBeGreaterThan(0)
  })

  it('says of a process of another user that it is not ours', async () => {
    const pid = await start('sleep', ['76'])
    const table = createLinuxProcessTable({ uid: (process.getuid?.() ?? 0) + 1 })
    expect((await table.inspect(pid))?.isOwn).toBe(false)
  })
})
