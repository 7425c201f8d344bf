/** Every text of the page goes through here, whoever draws it: what others wrote can't turn a line round, break it or hide in it. */
import { options, type VNode } from 'preact'
import { plainLines, plainText } from '../../core/words/text.ts'

/** Shown as a hint, or read out. */
const shown = ['title', 'aria-label', 'aria-description', 'placeholder', 'alt'] as const

/** Preact tells of each element and each text before it is compared with what is there. */
export function keepTextsPlain(): void {
  const next = options.vnode
  options.vnode = (vnode: VNode) => {
    // A text is a node without a type, and its props are what it says.
    const text = vnode as unknown as { type: unknown; props: unknown }
    if (text.type === null) {
      if (typeof text.props === 'string') text.props = plainLines(text.props)
    } else if (typeof vnode.type === 'string') cleanAttributes(vnode.props as Record<string, unknown>)
    next?.(vnode)
  }
}

function cleanAttributes(props: Record<string, unknown>): void {
  for (const name of shown) {
    const value = props[name]
    if (typeof value === 'string') props[name] = plainText(value)
  }
}
