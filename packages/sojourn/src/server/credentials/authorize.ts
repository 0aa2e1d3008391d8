/**
 * Credentials: handing what was entered to the application.
 *
 * @module
 */
import { asAuthError, authError } from '../../core/errors.ts'
import type { Account } from '../../core/account.ts'
import { isRecord } from '../../core/protocol.ts'
import type { CredentialsProvider } from '../../core/provider.ts'
import { toUser, type User } from '../../core/user.ts'
import type { EngineRequest } from '../answer.ts'
import { type Body, textFields } from '../request-body.ts'

/** Fields of the protocol, which are not the application's. */
const protocolFields = ['csrfToken', 'callbackUrl', 'json', 'redirect']

/**
 * Asks the application who this is.
 *
 * @throws {AuthError} `credentials_rejected` if it knows nobody, `request_failed` if it throws.
 */
export async function authorizeCredentials(
  provider: CredentialsProvider,
  body: Body,
  request: EngineRequest,
): Promise<{ user: User; account: Account; credentials: Record<string, string> }> {
  const credentials = textFields(body)
  for (const field of protocolFields) delete credentials[field]
  const found = await ask(provider, credentials, request)
  // `false`, `0` and `''` come of `(await compare(…)) && user`, and mean no.
  if (!isRecord(found)) throw authError('credentials_rejected')
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
  provider: CredentialsProvider,
  credentials: Record<string, string>,
  request: EngineRequest,
): Promise<unknown> {
  try {
    return await provider.authorize(credentials, {
      method: request.method,
      headers: Object.fromEntries(request.headers),
      query: Object.fromEntries(new URL(request.url).searchParams),
    })
  } catch (cause) {
    throw asAuthError(cause, 'request_failed')
  }
}
