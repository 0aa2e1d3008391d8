/** What to tell somebody whose sign-up or new password was refused, and beside which field. */

/** A field of the forms, by its name. */
type Field = 'email' | 'password' | 'current'

/** A sentence, beside a field if it is about one. */
export interface FormProblem {
  readonly field: Field | undefined
  readonly text: string
}

const problems: Readonly<Record<string, FormProblem>> = {
  email_taken: {
    field: 'email',
    text: 'Somebody has signed up with this address before. Sign in, or use another one.',
  },
  email_invalid: {
    field: 'email',
    text: 'This is not an e-mail address. Write it as name@example.com.',
  },
  password_unacceptable: {
    field: 'password',
    text: 'At least 8 characters, at most 1024. Choose another one.',
  },
  credentials_rejected: {
    field: 'current',
    text: 'This is not your password. Check it and try again.',
  },
  session_required: { field: undefined, text: 'You are signed out. Sign in and try again.' },
  session_unavailable: {
    field: undefined,
    text: 'The server does not answer. Check your connection and try again.',
  },
}

/** Puts the code of a refusal into words; `undefined` if there is none. */
export function formProblem(code: string | undefined): FormProblem | undefined {
  if (code === undefined) return undefined
  const known = Object.hasOwn(problems, code) ? problems[code] : undefined
  return known ?? { field: undefined, text: 'This did not work. Try again in a moment.' }
}
