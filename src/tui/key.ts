/** A key that was pressed, by its meaning for the screen. Pure. */
export type Key =
  | { readonly name: 'up' | 'down' | 'page-up' | 'page-down' | 'home' | 'end' | 'left' | 'right' }
  | { readonly name: 'enter' | 'escape' | 'tab' | 'back-tab' | 'backspace' | 'interrupt' }
  /** With Ctrl: a small letter, or one of `[ \ ] ^ _`. */
  | { readonly name: 'ctrl'; readonly text: string }
  /** What was typed or pasted: one character, or several at once. */
  | { readonly name: 'text'; readonly text: string }
