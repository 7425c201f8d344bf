/** `tce integrations`, and what `tce integrations otel` prints for a shell. Pure. */
import type { TelemetrySetup } from '../../agents/telemetry-setup.ts'
import type { EventTotals } from '../../core/captured/event-totals.ts'
import { exportWords } from '../../core/captured/export-state.ts'
import { type Integration, integrationState, integrationWays } from '../../core/captured/integration.ts'
import type { ApiKey } from '../../core/keys/api-key.ts'
import { formatCount, plural } from '../../core/words/format.ts'
import { plainText } from '../../core/words/text.ts'
import type { Line, Look } from '../../terminal/roles.ts'
import { emptyLine, line, span } from '../../terminal/roles.ts'
import { fittedTable } from '../../terminal/table.ts'
import { wrapLine } from '../../terminal/wrap.ts'
import { whenText } from './log-view.ts'

export interface IntegrationList {
  readonly integrations: readonly Integration[]
  readonly metrics?: EventTotals['metrics']
  readonly exported?: EventTotals['exported']
  readonly keys: readonly ApiKey[]
}

export function integrationsView(
  { integrations, metrics, exported, keys }: IntegrationList,
  nowMs: number,
  look: Look,
): readonly Line[] {
  const { glyphs } = look
  const when = (at: string | undefined) => line(span(at === undefined ? glyphs.unknown : whenText(at, nowMs), 'dim'))
  const rows = integrations.map((one) => {
    const { name, kind, events, perMinute = 0, since, lastAt } = one
    return [
      line(plainText(name)),
      line(integrationWays[kind]),
      line(events === 0 ? span(integrationState(one), 'dim') : formatCount(events)),
      line(perMinute === 0 ? span(glyphs.unknown, 'dim') : span(formatCount(perMinute))),
      when(since),
      when(lastAt),
    ]
  })
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
        { head: 'SINCE' },
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
    emptyLine,
    line('To change:'),
    ...integrations
      .filter(({ kind }) => kind !== 'program')
      .flatMap(({ name, kind, command }) =>
        wrapLine(line('  ', `${command}  `, span(`${plainText(name)}, ${integrationWays[kind]}`, 'dim')), look.columns),
      ),
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
