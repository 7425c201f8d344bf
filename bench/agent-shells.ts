/** Shells under a path as Claude Code's installer makes it, each with two children: they are found as the real program is. */
import { spawn } from 'node:child_process'
import { chmodSync, copyFileSync, mkdirSync, realpathSync } from 'node:fs'
import { dirname, join } from 'node:path'

/** Returns what ends them all. */
export function startAgentShells(home: string, count: number): () => void {
  const claude = join(home, '.local', 'share', 'claude', 'versions', '2.1.329')
  mkdirSync(dirname(claude), { recursive: true })
  copyFileSync(realpathSync('/bin/sh'), claude)
  chmodSync(claude, 0o755)
  const args = ['-c', 'sleep 1800 & sleep 1800 & wait']
  const shells = Array.from({ length: count }, () =>
    spawn(claude, args, { cwd: home, stdio: 'ignore', detached: true }),
  )
  return () => {
    // Each leads a group of its own, so that its children end with it.
    for (const { pid, exitCode } of shells) if (pid !== undefined && exitCode === null) process.kill(-pid, 'SIGKILL')
  }
}
