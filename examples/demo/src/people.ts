/**
 * The people of the demos who sign in with a user name and a password: the server's side.
 *
 * A real application has them in a database and limits how often somebody may try. The rest is as it
 * would be there: only slow, salted hashes are kept, they are compared in constant time, and an unknown
 * name costs as much time as a wrong password.
 *
 * @module
 */
import { scrypt, timingSafeEqual } from 'node:crypto'

interface Person {
  readonly id: string
  readonly name: string
  readonly email: string
  /** Salt and scrypt hash of the password, base64url. */
  readonly salt: string
  readonly hash: string
}

/** By user name. The passwords are in `passwords.ts`. */
const people = new Map<string, Person>([
  [
    'marin',
    {
      id: 'person-1',
      name: 'Marin Holt',
      email: 'marin@example.com',
      salt: 'SCY-LCf0uzX1A9c9gikrhA',
      hash: 'beppZY9SMk80xRcxJJFTMViMTNFoMoWQS7z9MsOaMO8',
    },
  ],
  [
    'noor',
    {
      id: 'person-2',
      name: 'Noor Anders',
      email: 'noor@example.com',
      salt: 'MpHkb4OZ3AsEQsRJyb9zsA',
      hash: 'yPG-20wQ-6gRvWv_tgd-00OKoaV8FBKkFJaKuILMvCU',
    },
  ],
])

/** Hashed for a name that nobody has, so that the answer takes as long. */
const nobody: Pick<Person, 'salt' | 'hash'> = {
  salt: 'AAAAAAAAAAAAAAAAAAAAAA',
  hash: 'AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA',
}

/** A password longer than this is nobody's, and would only keep the machine busy. */
const maxPasswordLength = 256

/**
 * Checks a user name and a password.
 *
 * @returns The person; `null` if there is none of that name, or the password is another.
 */
export async function authenticate(
  username: string | undefined,
  password: string | undefined,
): Promise<Pick<Person, 'id' | 'name' | 'email'> | null> {
  const person = people.get(username?.trim().toLowerCase() ?? '')
  const { salt, hash } = person ?? nobody
  const matches = await verify((password ?? '').slice(0, maxPasswordLength + 1), salt, hash)
  if (!person || !matches) return null
  return { id: person.id, name: person.name, email: person.email }
}

function verify(password: string, salt: string, hash: string): Promise<boolean> {
  const expected = Buffer.from(hash, 'base64url')
  const cost = { N: 2 ** 15, r: 8, p: 1, maxmem: 64 * 2 ** 20 }
  return new Promise((resolve, reject) => {
    scrypt(password, Buffer.from(salt, 'base64url'), expected.length, cost, (error, key) => {
      if (error) reject(error)
      else resolve(timingSafeEqual(key, expected))
    })
  })
}
