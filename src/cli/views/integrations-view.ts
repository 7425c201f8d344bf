/** `tce integrations`, and what `tce integrations otel` prints for a shell. Pure. */
import type { TelemetrySetup } from '../../agents/telemetry-setup.ts'
import { exportWords } from '../../core/captured/export-state.ts'
import { formatCount, plural } from '../../core/words/format.ts'
import { plainText } from '../../core/words/text.ts'
import type { Line, Look } from '../../terminal/roles.ts'
import { emptyLine, line, span } from '../../terminal/roles.ts'
import { fittedTable } from '../../terminal/table.ts'
import type { Integration, Integrations } from '../integrations.ts'
import { whenText } from './log-view.ts'

const ways = {
  hooks: 'hooks',
  'status-line': 'status line',
  opentelemetry: 'OpenTelemetry',
  program: 'events',
} as const

export function integrationsView(
  { integrations, metrics, exported, keys }: Integrations,
  nowMs: number,
  look: Look,
): readonly Line[] {
  const { glyphs } = look
  const rows = integrations.map(({ name, kind, events, perMinute = 0, lastAt, isInstalled }: Integration) => [
    line(plainText(name)),
    line(ways[kind]),
    isInstalled === false && events === 0
      ? line(span('not installed', 'dim'))
      : kind === 'status-line'
        ? line(lastAt === undefined ? span('installed', 'dim') : span('limits'))
        : events === 0
          ? line(span('nothing yet', 'dim'))
          : line(formatCount(events)),
    line(perMinute === 0 ? span(glyphs.unknown, 'dim') : span(formatCount(perMinute))),
    line(span(lastAt === undefined ? glyphs.unknown : whenText(lastAt, nowMs), 'dim')),
  ])
  const refused = metrics?.refusedPoints ?? 0
  const kept =
    metrics === undefined
      ? 'No metrics are kept.'
      : `${plural(metrics.series, 'series', 'series')} of metrics are kept.`
  return [
    ...fittedTable(
      [
        { head: 'FROM' },
        { head: 'BY' },
        { head: 'EVENTS', align: 'right' },
        { head: 'A MINUTE', align: 'right' },
        { head: 'LAST' },
      ],
      rows,
      look,
    ),
    emptyLine,
    line(
      `${kept}${refused === 0 ? '' : ` ${plural(refused, 'point')} found no place.`} ${plural(keys.length, 'key')}: tce keys list`,
    ),
    ...(exported === undefined ? [] : [line(plainText(exportWords(exported)))]),
    ...integrations.flatMap(({ name, kind, isInstalled, since, command }) =>
      command === undefined
        ? []
        : [
            line(
              span(
                `${plainText(name)}, ${ways[kind]}: ${isInstalled === true ? `installed${since === undefined ? '' : ` ${whenText(since, nowMs)}`}. Take it out` : 'not installed. Put it in'}: ${command}`,
                'dim',
              ),
            ),
          ],
    ),
    line(span('OpenTelemetry of an agent comes here with: tce integrations otel <agent>', 'dim')),
  ]
}

/** `export NAME=value` a line; in PowerShell's way on Windows. Values are of letters, digits and `:/=_-.` alone. */
export function setupView({ variables, file }: TelemetrySetup, platform: string): readonly Line[] {
  const assign = (name: string, value: string) =>
    platform === 'win32' ? `$env:${name} = '${value}'` : `export ${name}=${value}`
  const exports = Object.entries(variables).map(([name, value]) => line(assign(name, value)))
  if (file === undefined) return exports
  // Among variables it must not disturb a shell that takes them all.
  const comment = exports.length > 0 ? '# ' : ''
  return [...exports, line(`# ${file.path}:`), ...file.lines.map((text) => line(`${comment}${text}`))]
}
