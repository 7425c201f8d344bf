/**
 * Codex's app-server: a daemon that carries the sessions whose windows only show them. Closing a window stops nothing; the daemon goes
 * on, calls the model and runs tools (tried with 0.169). Pure.
 */
import type { Result } from '../../core/result.ts'
import { err, ok } from '../../core/result.ts'
import type { DecodeError } from '../decode-error.ts'
import { pathBelow } from '../home-folder.ts'
import type { Host, Hosting, HostRecord } from '../hosting.ts'
import { countOf, isRecord } from '../json-fields.ts'
import { parseJson } from '../json-line.ts'
import { interruptTurn, statesOf } from './app-server.ts'
import { asking } from './asking.ts'
import { prompts } from './prompts.ts'

export const hosting: Hosting = {
  nextTime: 'start it without --no-daemon',
  hostOf(window, hosts) {
    if (window.argv?.includes('--no-daemon') === true) return undefined
    const daemons = hosts.filter(isDaemon)
    return daemons.length === 1 ? daemons[0] : daemons.find(({ configDir }) => configDir !== undefined)
  },
  isAbandoned(host, others) {
    if (!isDaemon(host)) return speaksThroughPipes(host)
    const isReplaced = others.some((other) => isDaemon(other) && other.configDir !== undefined)
    return host.configDir === undefined && host.load.sessions === 0 && isReplaced
  },
  record: { path: (dataDir) => pathBelow(dataDir, 'app-server-daemon', 'daemon.pid'), decode: decodeRecord },
  locks: {
    dir: (dataDir) => pathBelow(dataDir, 'thread-writer-locks'),
    sessionOf: (name) => /^([0-9a-f][\w-]{7,})\.lock$/i.exec(name)?.[1],
  },
  line: {
    // A link into the folder of temporary files, as a socket's path may not be long.
    socketPath: (dataDir) => pathBelow(dataDir, 'app-server-control', 'app-server-control.sock'),
    label: 'codex turn/interrupt',
    interrupt: interruptTurn,
    states: statesOf,
    asking,
    prompts,
  },
}

const isDaemon = ({ process }: Host): boolean => process.argv?.includes('--managed-daemon') === true

/** An editor's or another program's, over its own pipes: with that program gone nothing can ever reach it. */
function speaksThroughPipes({ process: { argv = [] } }: Host): boolean {
  const listens = argv.find((word, at) => argv[at - 1] === '--listen' || word.startsWith('--listen='))
  return listens === undefined || /^(?:--listen=)?stdio:/.test(listens)
}

/** Source: {"pid":24725,"processStartTime":"…","processIdentity":{"bootId":"…","startTicks":1610000},"executableIdentity":{…}} */
function decodeRecord(text: string): Result<HostRecord, DecodeError> {
  const record = parseJson(text)
  if (record === undefined) return err({ kind: 'not-json', message: 'not JSON' })
  const pid = isRecord(record) ? record['pid'] : undefined
  if (!isRecord(record) || typeof pid !== 'number' || !Number.isSafeInteger(pid) || pid < 1) {
    return err({ kind: 'wrong-shape', message: 'no pid' })
  }
  const identity = record['processIdentity']
  const ticks = isRecord(identity) ? countOf(identity['startTicks']) : undefined
  return ok({ pid, start: ticks === undefined ? undefined : String(ticks) })
}
