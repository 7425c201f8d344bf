/** What a session is called: as its user calls it, else as its agent does. */
export const titleOf = ({
  name,
  title,
}: {
  readonly name?: string | undefined
  readonly title?: string | undefined
}): string | undefined => name ?? title
