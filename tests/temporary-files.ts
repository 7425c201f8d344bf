/** What tests put among the temporary files goes with the run, whatever failed: each run has a folder of its own there. */
import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export default async function temporaryFiles(): Promise<() => Promise<void>> {
  // Short: addresses of Unix sockets lie below it, and have 107 bytes.
  const folder = await mkdtemp(join(tmpdir(), 'tce-'))
  // As open as what it stands for: some tests are a second user.
  await chmod(folder, 0o755)
  process.env['TMPDIR'] = folder
  // A program that was asked to end may write a last file.
  return () => rm(folder, { recursive: true, force: true, maxRetries: 5 })
}
