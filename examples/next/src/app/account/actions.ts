'use server'

import { authError } from 'sojourn'
import { getAuth, requireAuthentication, withStepUp } from 'sojourn/next'
import { authOptions } from '../../auth'

/** Seconds for which a sign-in is proof enough to delete an account. */
const maxAge = Number(process.env.DEMO_STEP_UP_AGE ?? 60)

/**
 * Deletes whoever asks, with all of their sessions.
 *
 * An open laptop is not enough for that: whoever signed in too long ago is asked to do so once more, and then this is
 * called again.
 */
export const deleteAccount = withStepUp(authOptions, { maxAge }, async () => {
  const { sub } = await requireAuthentication(authOptions)
  if (!sub) throw authError('session_required')
  // Somebody may have been quicker, elsewhere: gone is gone.
  await getAuth(authOptions).deleteUser(sub)
})
