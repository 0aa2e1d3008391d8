/**
 * What `authorize` and `signIn` throw to refuse somebody, told from what a fault of the server throws.
 *
 * @module
 */
import { isRecord } from '../../core/protocol.ts'

/** Control characters, addresses, ports, paths: what a message for people has none of. */
const ofMachines = /\p{C}|:\/\/|:\d{2,5}\b|@|\\|\/\w+\/|\d+\.\d+\.\d+/u

/** Characters of a message that is meant for people. */
const maxMessage = 200

/**
 * The message of an error that was thrown to be shown, as NextAuth v4 shows it: an `Error` and none of its
 * kinds, without a code or a cause, of one line. What databases, drivers and the platform throw is of a class
 * of its own, or has a code, or names hosts and paths, and stays in the log.
 */
export function messageForPeople(thrown: unknown): string | undefined {
  if (!(thrown instanceof Error) || Object.getPrototypeOf(thrown) !== Error.prototype)
    return undefined
  const { message } = thrown
  const isPlain =
    thrown.name === 'Error' &&
    thrown.cause === undefined &&
    Object.keys(thrown).length === 0 &&
    message !== '' &&
    message.length <= maxMessage &&
    !ofMachines.test(message)
  return isPlain ? message : undefined
}

/** The `code` of an error of the type `CredentialsSignin`, as applications of Auth.js v5 throw it. */
export function refusalCode(thrown: unknown): string | undefined {
  if (!isRecord(thrown) || thrown['type'] !== 'CredentialsSignin') return undefined
  const { code } = thrown
  return typeof code === 'string' && /^[\w.-]{1,64}$/.test(code) ? code : 'credentials'
}
