/**
 * Credentials: handing what was entered to the application.
 *
 * @module
 */
import { asAuthError, authError } from '../../core/errors.ts'
import type { Account } from '../../core/account.ts'
import { isRecord } from '../../core/protocol.ts'
import type { CredentialsProvider, CredentialsRequest } from '../../core/provider.ts'
import { toUser, type User } from '../../core/user.ts'
import type { EngineRequest } from '../answer.ts'
import type { Engine } from '../engine.ts'
import { countAttempt } from '../guards/attempts.ts'
import { subjectsOf } from './subject.ts'
import { type Body, textFields } from '../request-body.ts'

/** Fields of the protocol, which are not the application's. */
const protocolFields = ['csrfToken', 'callbackUrl', 'json', 'redirect']

/**
 * Asks the application who this is.
 *
 * @throws {AuthError} `credentials_rejected` if it knows nobody, or throws a message for people; `request_failed`
 *   if it throws anything else; `attempts_exceeded` after too many attempts at one name, or from one address.
 */
export async function authorizeCredentials(
  engine: Engine,
  provider: CredentialsProvider,
  body: Body,
  request: EngineRequest,
): Promise<{ user: User; account: Account; credentials: Record<string, string> }> {
  const credentials = textFields(body)
  for (const field of protocolFields) delete credentials[field]
  const forget = await countAttempt(
    engine,
    request,
    'credentials',
    ...subjectsOf(provider, credentials),
  )
  const found = await ask(engine, provider, credentials, describe(request, body))
  // `false`, `0` and `''` come of `(await compare(…)) && user`, and mean no.
  if (!isRecord(found)) throw authError('credentials_rejected')
  await forget()
  const user = toUser(found)
  // Who has no id is known by the address.
  const providerAccountId = user.id || (user.email ?? '')
  return {
    user,
    account: { provider: provider.id, type: 'credentials', providerAccountId },
    credentials,
  }
}

async function ask(
  { config: { wire } }: Engine,
  provider: CredentialsProvider,
  credentials: Record<string, string>,
  request: CredentialsRequest,
): Promise<unknown> {
  try {
    return await provider.authorize(credentials, wire.authorizeRequest(request, credentials))
  } catch (cause) {
    throw asAuthError(cause, wire.isRefusal(cause) ? 'credentials_rejected' : 'request_failed')
  }
}

/** What most applications never look at is made when one does. */
function describe({ method, headers, url }: EngineRequest, body: Body): CredentialsRequest {
  return {
    method,
    url,
    body,
    get headers() {
      return Object.fromEntries(headers)
    },
    get query() {
      return Object.fromEntries(new URL(url).searchParams)
    },
  }
}
