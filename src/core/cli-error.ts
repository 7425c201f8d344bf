/** A failure the user can do something about: the thing, the reason, the next step. */
import type { ExitCode } from './exit-code.ts'

export class CliError extends Error {
  readonly exitCode: ExitCode
  readonly next: string | undefined

  constructor(
    message: string,
    options: { readonly exitCode?: ExitCode; readonly next?: string; readonly cause?: unknown } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause })
    this.name = 'CliError'
    this.exitCode = options.exitCode ?? 1
    this.next = options.next
  }
}
