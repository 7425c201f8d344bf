/** The index's own stems (Porter's), for who marks in a text what the index found. */
import { stemmer } from 'stemmer'

export const stemOf = (word: string): string => stemmer(word)
