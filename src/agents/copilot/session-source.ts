/**
 * Where Copilot CLI keeps its sessions: session-state/<id>/events.jsonl, early ones flat in session-state/<id>.jsonl. Its name stands in
 * workspace.yaml beside it.
 */
import { basename, dirname, join } from 'node:path'
import { keepLine } from '../event-text.ts'
import { parseJson } from '../json-line.ts'
import type { BesideFacts, LineSessions } from '../session-source.ts'

const shared = {
  kind: 'lines',
  folders: (dataDir: string) => [join(dataDir, 'session-state')],
  laneOf: () => undefined,
  subagentsFolder: (log: string) => log.replace(/\.jsonl$/, ''),
  hasSubagentsInside: true,
} as const

export const events: LineSessions = {
  ...shared,
  depth: 1,
  sessionOf: (name, dir) => (name === 'events.jsonl' ? basename(dir) || undefined : undefined),
  beside: { pathsOf: (log) => [join(dirname(log), 'workspace.yaml')], decode: decodeWorkspace },
}

export const flatEvents: LineSessions = {
  ...shared,
  depth: 0,
  sessionOf: (name) => (name.endsWith('.jsonl') ? name.slice(0, -'.jsonl'.length) || undefined : undefined),
}

/** Source: "id: 3da82141-…\ncwd: /home/dev/proj\nname: say hi\nuser_named: false\n". Only values of one line are read: two fields of a flat file. */
function decodeWorkspace(text: string): BesideFacts {
  const name = yamlValue(text, 'name')
  const of = yamlValue(text, 'user_named') === 'true' ? 'custom' : 'ai'
  return { cwd: yamlValue(text, 'cwd'), title: name === undefined ? undefined : { of, text: keepLine(name) } }
}

function yamlValue(text: string, key: string): string | undefined {
  const value = new RegExp(`^${key}:[ \\t]+(\\S.*)$`, 'm').exec(text)?.[1]?.trim()
  if (value === undefined || /^(?:null|~|[|>][+-]?)$/.test(value)) return undefined
  if (value.startsWith('"')) return String(parseJson(value) ?? '') || undefined
  return (value.startsWith("'") ? value.replace(/^'|'$/g, '').replaceAll("''", "'") : value) || undefined
}
