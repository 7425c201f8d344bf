/** A value that is not allowed: which one, and what is instead. Pure; a file of its own, for those who need no more of it. */
export interface QueryProblem {
  readonly key: string
  readonly value: string
  readonly allowed: string
  readonly message: string
}

export const problem = (key: string, value: string, allowed: string): QueryProblem => ({
  key,
  value,
  allowed,
  message: `${key} is "${value}". Allowed: ${allowed}.`,
})
