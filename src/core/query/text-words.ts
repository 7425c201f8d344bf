/** Text as a search sees it: words of letters and digits, without case and accents. As SQLite's unicode61 with remove_diacritics does. */

/** All of ASCII, of which nothing has an accent. */
const plain = /^[\x00-\x7f]*$/

export const foldText = (text: string): string =>
  plain.test(text) ? text.toLowerCase() : text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase()

export const textWords = (text: string): readonly string[] => foldText(text).match(/[\p{L}\p{N}]+/gu) ?? []
