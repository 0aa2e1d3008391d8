/** Signs in as an application on Auth.js v5 would have. */
import { encode } from 'auth-core-5/jwt'

const name = 'authjs.session-token'

export async function GET(request: Request) {
  const token = await encode({
    token: { sub: '1', name: new URL(request.url).searchParams.get('name') },
    secret: process.env.NEXTAUTH_SECRET ?? '',
    salt: name,
  })
  return Response.json({ [name]: token })
}
