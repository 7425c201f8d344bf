import { expect, it } from 'vitest'
import { partsOfIdentifier, wordPieces } from '../../../src/core/search/word-pieces.ts'

it.each([
  ['useAuthToken', ['use', 'Auth', 'Token']],
  ['HTTPServer', ['HTTP', 'Server']],
  ['parseHTMLDocument2', ['parse', 'HTML', 'Document2']],
  ['ALLCAPS', ['ALLCAPS']],
  ['plain', ['plain']],
])('%s has the parts %j', (name, parts) => {
  expect(partsOfIdentifier(name)).toEqual(parts)
})

it.each([
  ['plain words, and snake_case, which ends at its underscores anyway', ''],
  ['call useAuth(useAuth) and readLine', 'use Auth read Line'],
  ['部署流程 is deployment', '部署 署流 流程'],
  ['重跑gen-itgc后', '重跑 后'],
  ['テスト 서버를', 'テス スト 서버 버를'],
  ['aB'.repeat(40), ''],
])('beside %j is indexed %j', (text, pieces) => {
  expect(wordPieces(text)).toBe(pieces)
})
