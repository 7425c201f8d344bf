/** What is counted of messages, looked at beside whoever counts them. */
import { type KeptRows, rowsIn } from '../storage/kept-rows.ts'

export const messageRows = (path: string): KeptRows | undefined => rowsIn(path, 'count(*), min(at_ms) FROM message')
