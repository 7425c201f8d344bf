/** The files that a prompt names with `@`. Pure. */

/** Of `@src/a.ts` the path; an address like a@b is none. */
export const mentionsOf = (text: string): readonly string[] => [
  ...new Set([...text.matchAll(/(?<![^\s(])@([\w./~-]*[\w/](?::\d+(?:-\d+)?)?)/g)].map(([, path = '']) => path)),
]

export const withoutMention = (text: string, path: string): string =>
  text
    .split(`@${path}`)
    .map((part, index) => (index === 0 ? part : part.replace(/^ /, '')))
    .join('')
