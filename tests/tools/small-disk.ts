/** A disk of its own that is soon full: a mount in memory, which takes root on Linux. */
import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'

export const canMount = process.platform === 'linux' && process.getuid?.() === 0 && tryMount()

export interface SmallDisk {
  readonly dir: string
  /** "2m", as mount takes it. */
  become(size: string): void
}

/** Unmounted when the test ends. */
export function smallDisk(size: string): SmallDisk {
  const dir = mkdtempSync(join(tmpdir(), 'tce-small-disk-'))
  execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${size}`, 'tmpfs', dir])
  onTestFinished(() => {
    execFileSync('umount', ['-l', dir])
    rmSync(dir, { recursive: true, force: true })
  })
  return { dir, become: (next) => void execFileSync('mount', ['-o', `remount,size=${next}`, dir]) }
}

function tryMount(): boolean {
  const dir = join(tmpdir(), `tce-mount-${process.pid}`)
  try {
    mkdirSync(dir)
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', dir], { stdio: 'ignore' })
    execFileSync('umount', [dir])
    return true
  } catch {
    return false
  } finally {
    rmSync(dir, { recursive: true, force: true })
  }
}
