/** Where opencode's processes serve, and where its windows look for them, by their arguments. Pure. */
import type { OsProcess } from '../../core/process/process.ts'

export const isHere = (hostname: string): boolean =>
  /^(?:localhost|127\.\d+\.\d+\.\d+|\[::1\]|0\.0\.0\.0)$/.test(hostname)

export function addressIn({ argv = [] }: OsProcess): URL | undefined {
  const word = argv[argv.indexOf('attach') + 1]
  return argv.includes('attach') && word !== undefined && URL.canParse(word) ? new URL(word) : undefined
}

export function portOf({ argv = [] }: OsProcess): string {
  const at = argv.indexOf('--port')
  const joined = argv.find((word) => word.startsWith('--port='))?.slice('--port='.length)
  return (at < 0 ? undefined : argv[at + 1]) ?? joined ?? defaultPort
}

const defaultPort = '4096'
