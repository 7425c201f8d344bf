/** How the list of processes looks where the address says nothing: by groups or flat, table or cards. Kept in this browser. */
import { keptChoice } from '../store.ts'
import type { DefaultView } from './query.ts'

const { choice, choose } = keptChoice<DefaultView>(
  'tce-list',
  (text) => {
    const words = (text ?? '').split(' ')
    return {
      grouping: words.includes('flat') ? 'flat' : 'grouped',
      layout: words.includes('cards') ? 'cards' : 'table',
    }
  },
  ({ grouping, layout }) => (grouping === 'grouped' && layout === 'table' ? undefined : `${grouping} ${layout}`),
  { isSent: true },
)

export const defaultView = choice

export const setDefaultView = (change: Partial<DefaultView>): void => choose({ ...choice.value, ...change })
