/** Where agents' hooks post to, and by which they are known as ours. Pure. */

export const hookPath = (agent: string): string => `/api/hooks/${agent}`

/** Whichever port it names: a TCE before may have had another. */
export function isOurs(url: string | undefined, agent: string): boolean {
  const parts = /^http:\/\/(?:127\.0\.0\.1|localhost|\[::1\])(?::\d{1,5})?(\/[^?#]*)$/.exec(url ?? '')
  return parts?.[1] === hookPath(agent)
}
