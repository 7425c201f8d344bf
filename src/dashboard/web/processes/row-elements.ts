/** Rows as the document has them, whether of the table or cards: each carries its process in `data-row`. */

export function rowIdOf(target: EventTarget | null): string | undefined {
  const element = target instanceof Element ? target.closest<HTMLElement>('[data-row], [data-detail-of]') : undefined
  return element?.dataset['row'] ?? element?.dataset['detailOf']
}

export const rowElements = (): readonly HTMLElement[] => [...document.querySelectorAll<HTMLElement>('[data-row]')]

export const rowElement = (id: string): HTMLElement | undefined =>
  rowElements().find((element) => element.dataset['row'] === id)

export function focusRow(id: string): void {
  const element = rowElement(id)
  element?.focus({ preventScroll: true })
  element?.scrollIntoView({ block: 'nearest' })
}
