/** Order of names and dates by their code units, the same on every machine. The language's own order (`localeCompare`) takes 9 ms to load. */
export const byText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)
