/** The agent whose row, card or details something lies in. */
export function rowIdOf(target: EventTarget | null): string | undefined {
  const element = target instanceof Element ? target.closest<HTMLElement>('[data-row], [data-of]') : undefined
  return element?.dataset['row'] ?? element?.dataset['of']
}
