import { setTimeout as sleep } from 'node:timers/promises'

/**
 * Asks again until there is an answer. Fails with the words given: what was awaited, and what was seen last.
 * The limit is generous: it is there to end a test that can't succeed, not to measure.
 */
export async function waitFor<T>(
  what: string,
  ask: () => T | undefined | false | Promise<T | undefined | false>,
  {
    withinMs = 20_000,
    seen = () => '',
  }: { readonly withinMs?: number; readonly seen?: () => string | Promise<string> } = {},
): Promise<T> {
  const deadlineMs = Date.now() + withinMs
  for (;;) {
    const answer = await ask()
    if (answer !== undefined && answer !== false) return answer
    if (Date.now() > deadlineMs) throw new Error(`Waited ${withinMs / 1000} s for ${what}. ${await seen()}`)
    await sleep(60)
  }
}
