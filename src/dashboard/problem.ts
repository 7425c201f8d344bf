/** How a refusal or a failure looks on the wire, on every route: `{error: {code, message}}`. */
export interface Problem {
  readonly error: {
    /** For programs: a word or two, joined by hyphens. */
    readonly code: string
    /** For people: the thing, the reason, the next step. */
    readonly message: string
  }
}

/** As seconds, for the header `Retry-After`. */
export const retryAfter = (ms: number): string => String(Math.ceil(ms / 1000))

/** `next`: what can be done about it, behind the reason. */
export const problem = (code: string, message: string, next?: string): Problem => ({
  error: { code, message: next === undefined ? message : `${message} Next: ${next}.` },
})
