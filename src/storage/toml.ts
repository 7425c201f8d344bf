/** TOML, the language of the user's own files. Throws on bad text, with line and column in the message. */
export { parse as parseToml } from 'smol-toml'
