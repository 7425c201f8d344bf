/** `tce emit <source> <type>`: one event, or with `--data -` what comes through a pipe. It says its id when it is on disk. */
import { parseExact } from '../../core/captured/exact-json.ts'
import { readPosted } from '../../core/captured/posted-event.ts'
import type { ExitCode } from '../../core/exit-code.ts'
import { exitCodes } from '../../core/exit-code.ts'
import { plainText } from '../../core/words/text.ts'
import type { CliInput } from '../../terminal/io.ts'
import { line, span } from '../../terminal/roles.ts'
import type { CommandContext } from '../context.ts'
import { settings, withServices, wrongUsage } from '../context.ts'
import { allOf } from '../read-all.ts'

export interface EmitOptions {
  readonly message?: string | undefined
  readonly level?: string | undefined
  /** A JSON object, or `-` for the standard input. */
  readonly data?: string | undefined
  readonly session?: string | undefined
  readonly trace?: string | undefined
  readonly id?: string | undefined
  readonly json?: boolean | undefined
}

const right = `tce emit ci build.finished --message "812 passed" --data '{"run": 4182}'`

export async function emitCommand(
  source: string,
  eventType: string,
  options: EmitOptions,
  context: CommandContext,
): Promise<ExitCode> {
  const { terminal, nowMs } = context
  const { message, level, session, trace, id, json } = options
  const data = await dataOf(options.data, terminal.io.stdin)
  if (data === 'no JSON') return wrongUsage(context, '--data is no JSON.', right)
  const event = readPosted(
    { source, event_type: eventType, message, level, data, session_id: session, trace_id: trace, id },
    { nowMs: nowMs(), maxPayloadBytes: (await settings(context)).events.maxPayloadBytes },
  )
  if (!event.ok) return wrongUsage(context, event.error.message, right)
  return withServices(context, async ({ events }) => {
    const captured = await events.capture([event.value])
    const outcome = captured.ok ? captured.value[0] : undefined
    if (outcome === undefined || outcome.status === 'refused') {
      const why = captured.ok ? (outcome?.status === 'refused' ? outcome.reason.message : '') : captured.error.message
      terminal.printError([line(span(`${terminal.look().glyphs.failed} `, 'bad'), plainText(why))])
      return exitCodes.couldNot
    }
    if (json === true) terminal.printJson({ status: outcome.status, event_id: outcome.eventId })
    else terminal.print([line(String(outcome.eventId))])
    return exitCodes.done
  })
}

async function dataOf(given: string | undefined, stdin: CliInput): Promise<unknown> {
  if (given === undefined) return undefined
  try {
    return parseExact(given === '-' ? await allOf(stdin) : given)
  } catch (cause) {
    if (cause instanceof SyntaxError) return 'no JSON'
    throw cause
  }
}
