/** The programs that we compare with, installed once in ~/.cache/tce-bench (TCE_BENCH_CACHE). */
import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'

export const benchCache = process.env['TCE_BENCH_CACHE'] ?? join(homedir(), '.cache', 'tce-bench')

/** Versions of which the numbers in our papers speak. */
const peerPackages = ['ccusage@20.0.24', '@tokscale/cli-linux-x64-gnu@4.17.0', 'codeburn@0.9.15']

/** Their node_modules. */
export function installPeers(): string {
  const dir = join(benchCache, 'peers')
  if (!existsSync(join(dir, 'node_modules', 'ccusage'))) {
    mkdirSync(dir, { recursive: true })
    writeFileSync(join(dir, 'package.json'), '{"private":true}')
    execFileSync('npm', ['install', '--no-audit', '--no-fund', ...peerPackages], { cwd: dir, stdio: 'inherit' })
  }
  return join(dir, 'node_modules')
}
