/** What a template of a status line may name; what comes of it: status-line-text.ts */

export const templateParts = ['project', 'model', 'context', 'limits', 'today', 'cost', 'waiting'] as const

export type TemplatePart = (typeof templateParts)[number]

export const defaultTemplate = '{project} · {model} · {context} · {limits} · {today} · {waiting}'
