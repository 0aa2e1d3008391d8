/**
 * The type of the session, out of the file that configures the engine.
 *
 * @module
 */
import type { Session } from '../../core/session.ts'

type IsAny<T> = 0 extends 1 & T ? true : false

/** What `callbacks.session` of a configuration returns; {@link Session} where it says nothing of its own. */
export type InferSession<Options> =
  IsAny<Options> extends true
    ? Session
    : Options extends (...parameters: never[]) => infer Made
      ? InferSession<Awaited<Made>>
      : Options extends { callbacks: { session: (...parameters: never[]) => infer Returned } }
        ? Awaited<Returned>
        : Session

/** The same of a file: of its default export, or of its `authOptions`. */
export type InferFileSession<File> = File extends { default: infer Options }
  ? InferSession<Options>
  : File extends { authOptions: infer Options }
    ? InferSession<Options>
    : Session
