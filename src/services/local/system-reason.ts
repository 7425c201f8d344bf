/** What the system says, in words. A bug has no code, and is thrown on. */
export function systemReason(cause: unknown): string {
  if (cause instanceof Error && 'code' in cause) return cause.message
  throw cause
}
