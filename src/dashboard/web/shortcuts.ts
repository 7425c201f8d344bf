/** The keys of the page, for the dialog that lists them. Each is handled where its effect is. */
import { tabs } from './screens.ts'

export const shortcuts: readonly { readonly keys: readonly string[]; readonly does: string }[] = [
  { keys: ['/'], does: 'filter or search' },
  { keys: ['↑', '↓'], does: 'row' },
  { keys: ['→', '←', 'Enter'], does: 'open, close, follow the detail' },
  { keys: ['Home', 'End'], does: 'first, last row' },
  { keys: ['Esc'], does: 'clear, close, keep' },
  { keys: ['k'], does: 'kill… (asks)' },
  { keys: ['p', 'P'], does: 'prompt for it; pin, unpin' },
  { keys: ['c'], does: 'copy the resume command' },
  { keys: ['o'], does: 'show its terminal' },
  { keys: ['f'], does: 'follow (session page)' },
  { keys: ['Space', 'e', 'l', '[', ']'], does: 'pause, next error, lanes, zoom out and in (Events)' },
  { keys: ['g f', 'g h'], does: 'search every session, every prompt' },
  { keys: ['s', 'c', 'r'], does: 'star, copy, reuse (Prompts)' },
  { keys: ['g a', 'g m'], does: 'analytics, metrics' },
  { keys: ['w', 'g w'], does: 'waiting for you: at the side, as a page' },
  { keys: ['y', 'a', 'n', '1–9'], does: 'allow once, always…, deny…, choose (Waiting for you)' },
  { keys: ['x', 'Shift x'], does: 'choose several to answer together (Waiting for you)' },
  { keys: ['Alt ↑', 'Alt ↓'], does: 'move a prompt (Queue)' },
  { keys: tabs.map(({ tabKey }) => `g ${tabKey}`), does: tabs.map(({ title }) => title).join(', ') },
  { keys: ['v', 'h', 'c', '0', '+', '−'], does: 'choose, move the canvas, connect, fit, zoom (Team)' },
  { keys: ['Shift n'], does: 'deploy an agent' },
  { keys: ['i', 'g i'], does: 'an idea: write one down, all of them' },
  { keys: ['t'], does: 'theme' },
  { keys: ['?'], does: 'this list' },
]
