/** How a refusal or a failure looks on the wire, on every route: `{error: {code, message}}`. */
export interface Problem {
  readonly error: {
    /** For programs: a word or two, joined by hyphens. */
    readonly code: string
    /** For people: the thing, the reason, the next step. */
    readonly message: string
  }
}

export const problem = (code: string, message: string): Problem => ({ error: { code, message } })
