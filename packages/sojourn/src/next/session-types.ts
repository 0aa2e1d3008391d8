/**
 * The type of the session that is read with certain options.
 *
 * @module
 */
import type { InferSession, RegisteredSession, Session } from '../core/session.ts'

/** Whether two types are the same, and not only fit. */
type IsSame<A, B> =
  // eslint-disable-next-line typescript/no-unnecessary-type-parameters -- Functions of it are what is compared.
  (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false

/**
 * What the options' `session` callback returns, where that says more than that it is a session; else the session as
 * registered.
 */
export type ReadSession<Options> =
  IsSame<InferSession<Options>, Session> extends true ? RegisteredSession : InferSession<Options>
