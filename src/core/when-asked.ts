/** Parts of a program that most of its runs never need. */

type Asked<T> = { [K in keyof T]: T[K] extends (...asked: never[]) => Promise<unknown> ? K : never }[keyof T]

/** The named methods of what `open` brings, which is asked for it with the first call: `whenAsked(open, ['read', 'save'])`. */
export function whenAsked<T extends object, const K extends Asked<T>>(
  open: () => Promise<T>,
  names: readonly K[],
): Pick<T, K> {
  const ask =
    (name: K) =>
    async (...asked: readonly unknown[]): Promise<unknown> =>
      ((await open())[name] as (...asked: readonly unknown[]) => Promise<unknown>)(...asked)
  return Object.fromEntries(names.map((name) => [name, ask(name)])) as Pick<T, K>
}
