/**
 * Servers in agents' windows that tasks begin: each at a free port of this machine, behind a password of that start alone, which lies in a
 * file that only its user reads. Whoever speaks to that port later finds it there.
 */
import { randomBytes } from 'node:crypto'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { writePrivateFile } from '../storage/private-file.ts'
import { readSmallFile } from '../storage/small-file.ts'

const mostBytes = 200
const pathOf = (dataDir: string, port: number) => join(dataDir, 'agent-servers', String(port))

/** Of whatever is going to serve there; one of before is none any more. */
export async function newServerPassword(dataDir: string, port: number): Promise<string> {
  const password = randomBytes(24).toString('base64url')
  await writePrivateFile(pathOf(dataDir, port), password)
  return password
}

/** Undefined: TCE gave none to whoever serves there. */
export function serverPasswordOf(dataDir: string, port: number): string | undefined {
  const read = readSmallFile(pathOf(dataDir, port), mostBytes)
  return read.ok && read.value !== '' ? read.value : undefined
}

export const forgetServerPassword = (dataDir: string, port: number): Promise<void> =>
  rm(pathOf(dataDir, port), { force: true })
