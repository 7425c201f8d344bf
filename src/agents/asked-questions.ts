/**
 * Questions that an agent asks of its user, whose fields have the same names with all of them. Pure.
 *
 * {"questions":[{"question":"Which colour?","header":"Colour","options":[{"label":"Red","description":"Warm"}]}]}
 */
import type { AskedQuestion, AskedThing } from '../core/waiting/approval.ts'
import { isRecord, type JsonRecord, recordsOf, stringOf } from './json-fields.ts'

export interface QuestionRules {
  isMultiple(question: JsonRecord): boolean
  /** @default all may */
  mayAnswer?(question: JsonRecord): boolean
}

/** All of them; undefined where one can't be read, or may not be answered from here. */
export function questionsIn(given: unknown, rules: QuestionRules): AskedThing | undefined {
  const read = (Array.isArray(given) ? given : []).map((one) => questionIn(one, rules))
  const questions = read.filter((one) => one !== undefined)
  return questions.length === 0 || questions.length < read.length ? undefined : { form: 'questions', questions }
}

function questionIn(given: unknown, { isMultiple, mayAnswer }: QuestionRules): AskedQuestion | undefined {
  const question = isRecord(given) ? stringOf(given['question']) : undefined
  if (!isRecord(given) || question === undefined || mayAnswer?.(given) === false) return undefined
  return {
    question,
    header: stringOf(given['header']),
    isMultiple: isMultiple(given),
    options: recordsOf(given['options']).flatMap(({ label, description }) => {
      const word = stringOf(label)
      return word === undefined ? [] : [{ label: word, description: stringOf(description) }]
    }),
  }
}
