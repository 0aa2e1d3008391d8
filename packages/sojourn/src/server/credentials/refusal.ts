/**
 * What `authorize` and `signIn` throw to refuse somebody, told from what a fault of the server throws.
 *
 * @module
 */
import { isRecord } from '../../core/protocol.ts'

/** Control characters, addresses, ports, paths: what a message for people has none of. */
const ofMachines = /\p{C}|:\/\/|[a-z]:\d{2,5}\b|:\S*@|\\[a-z]|\/\w+\/|\d+\.\d+\.\d+/iu

/**
 * Words of drivers and of the platform, which a message for people rarely has: where one has, it stays in the
 * log, too. Not `closed`, `expired` or `terminated`, as accounts are.
 */
const ofDrivers = [
  // Networks.
  /\b(?:connections?|already been connected|disconnect(?:ed|ing)|sockets?|streams?|hang up|premature close)\b/i,
  /\b(?:time-?outs?|timed out|fetch failed|status code|proxy|backend|getaddrinfo|max retries)\b/i,
  /\bE(?:ACCES|ADDR|AI_|CONN|HOST|MFILE|NETUN|NOENT|NOTFOUND|PERM|PIPE|TIMEDOUT)\w*\b/,
  /\b(?:SASL|SCRAM|SSL|TLS|STARTTLS)\b/i,
  // Databases.
  /\b(?:pools?|quer(?:y|ies|yable)|transactions?|databases?|SQL|savepoints?|deadlock|cluster|been destroyed)\b/i,
  /\b(?:redis|startup nodes|pipeline|ready check|sendmail|SMTP|E?HELO)\b/i,
  // The language.
  /\b(?:undefined|null|NaN|JSON|buffers?|arguments?|cannot read propert(?:y|ies)|not implemented)\b/i,
  /\bis not (?:defined|iterable|an? (?:function|constructor|object))\b/i,
]

/** Characters of a message that is meant for people. */
const maxMessage = 200

/**
 * The message of an error that was thrown to be shown, as NextAuth v4 shows it: an `Error` and none of its
 * kinds, without a code or a cause, of one line, that names no host or path and has no word of a driver's.
 *
 * Nothing marks such a message, so this is a guess, and takes for a fault what it doubts. Most of what databases,
 * drivers and the platform throw is of a class of its own or has a code; many drivers throw plain errors, too,
 * and one in words that are not known here would be shown.
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
    !ofMachines.test(message) &&
    !ofDrivers.some((words) => words.test(message))
  return isPlain ? message : undefined
}

/** The `code` of an error of the type `CredentialsSignin`, as applications of Auth.js v5 throw it. */
export function refusalCode(thrown: unknown): string | undefined {
  if (!isRecord(thrown) || thrown['type'] !== 'CredentialsSignin') return undefined
  const { code } = thrown
  return typeof code === 'string' && /^\P{C}{1,100}$/u.test(code) ? code : 'credentials'
}
